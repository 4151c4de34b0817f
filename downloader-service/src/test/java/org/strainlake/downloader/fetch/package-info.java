@NullMarked
package org.strainlake.downloader.fetch;

import org.jspecify.annotations.NullMarked;
