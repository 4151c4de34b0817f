/**
 * Puts every chunk file into the lake exactly once, tells of it at once, has it attached to its dataset
 * and books what became of it. Retries live here and nowhere else; the lake is known only as
 * {@link org.strainlake.lake.Catalogue} and {@link org.strainlake.lake.Storage}.
 */
@ApplicationModule(allowedDependencies = {"announce", "chunking", "journal", "source", "stream"})
@NullMarked
package org.strainlake.uploader.upload;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
