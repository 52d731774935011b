import { createRootRoute } from '@tanstack/react-router';
import { Frame } from './frame';
import { Trouble } from './parts/states';
import { NotThere } from './screens/not-there';

/** The parent of every screen: the frame, with its words for what is not there and for a screen that fails. */
export const rootRoute = createRootRoute({ component: Frame, notFoundComponent: NotThere, errorComponent: ({ error }) => <Trouble error={error} /> });
