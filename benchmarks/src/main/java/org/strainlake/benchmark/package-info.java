/** Measures the services, each beside what it is built on or what people used before it. */
@NullMarked
package org.strainlake.benchmark;

import org.jspecify.annotations.NullMarked;
