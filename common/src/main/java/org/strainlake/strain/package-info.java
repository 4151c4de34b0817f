/** Strain: who measured it, the values themselves, and the words that say how good each second is. */
@NullMarked
package org.strainlake.strain;

import org.jspecify.annotations.NullMarked;
