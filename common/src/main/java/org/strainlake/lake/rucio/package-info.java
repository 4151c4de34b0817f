/**
 * Rucio's REST interface, behind {@link org.strainlake.lake.Catalogue}. Its errors are told apart by their
 * class, never by status; what it accepts silently and should not is checked here.
 */
@NullMarked
package org.strainlake.lake.rucio;

import org.jspecify.annotations.NullMarked;
