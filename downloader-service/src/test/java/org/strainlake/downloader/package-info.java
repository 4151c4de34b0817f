@NullMarked
package org.strainlake.downloader;

import org.jspecify.annotations.NullMarked;
