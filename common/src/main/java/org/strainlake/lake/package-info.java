/**
 * The data lake as the services know it: identifiers, replicas, datasets, rules and what became of an
 * attempt. The seam is {@link org.strainlake.lake.DataLake}; nothing here knows Rucio or WebDAV.
 */
@NullMarked
package org.strainlake.lake;

import org.jspecify.annotations.NullMarked;
