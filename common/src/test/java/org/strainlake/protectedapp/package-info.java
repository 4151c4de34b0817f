/** A small service to try tokens, paths and problems on. */
@NullMarked
package org.strainlake.protectedapp;

import org.jspecify.annotations.NullMarked;
