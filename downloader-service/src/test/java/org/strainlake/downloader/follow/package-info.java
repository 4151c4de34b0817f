@NullMarked
package org.strainlake.downloader.follow;

import org.jspecify.annotations.NullMarked;
