/** Faults on purpose: which, when, at what; who strikes; and whether the book names each of them and no other. */
@NullMarked
package org.strainlake.rehearsal.fault;

import org.jspecify.annotations.NullMarked;
