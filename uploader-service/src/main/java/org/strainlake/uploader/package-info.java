/** Puts strain into the lake, second by second, and tells of every chunk the moment it is stored. */
@NullMarked
package org.strainlake.uploader;

import org.jspecify.annotations.NullMarked;
