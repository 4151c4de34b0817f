/** Events of a real Rucio, and files that pass between us and Rucio's own clients. */
@NullMarked
package org.strainlake.testbed.events;

import org.jspecify.annotations.NullMarked;
