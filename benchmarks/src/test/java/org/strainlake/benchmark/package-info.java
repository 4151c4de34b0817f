@NullMarked
package org.strainlake.benchmark;

import org.jspecify.annotations.NullMarked;
