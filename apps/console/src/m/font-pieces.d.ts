declare module '@fontsource-variable/noto-sans-sc/index.css?own';
declare module '@fontsource-variable/noto-sans-sc/index.css?rest';
