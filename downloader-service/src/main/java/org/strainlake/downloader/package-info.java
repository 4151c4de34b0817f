/** The other site: takes each chunk's event, fetches the chunk, verifies it and delivers it to those who follow. */
@NullMarked
package org.strainlake.downloader;

import org.jspecify.annotations.NullMarked;
