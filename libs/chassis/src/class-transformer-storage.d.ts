/** What `@Type` leaves behind; the package ships no types for this file. */
declare module 'class-transformer/cjs/storage' {
  export const defaultMetadataStorage: {
    findTypeMetadata(target: object, propertyName: string): { readonly typeFunction: () => unknown; readonly reflectedType: unknown } | undefined;
  };
}
