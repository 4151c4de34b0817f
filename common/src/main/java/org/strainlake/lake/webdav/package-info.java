/**
 * Storages by WebDAV, as StoRM, dCache and XRootD speak it: behind {@link org.strainlake.lake.Storage}.
 * What may be believed of which of them is decided here.
 */
@NullMarked
package org.strainlake.lake.webdav;

import org.jspecify.annotations.NullMarked;
