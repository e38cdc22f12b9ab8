/** The name of the tests on the sources as they are. */
export const untouched = "untouched";
