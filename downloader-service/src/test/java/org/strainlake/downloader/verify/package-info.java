@NullMarked
package org.strainlake.downloader.verify;

import org.jspecify.annotations.NullMarked;
