@NullMarked
package org.strainlake.downloader.deliver;

import org.jspecify.annotations.NullMarked;
