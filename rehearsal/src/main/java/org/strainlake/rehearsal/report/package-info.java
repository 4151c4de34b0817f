/** What a rehearsal leaves: {@code report.json}, {@code report.html}, and lines on the terminal. */
@NullMarked
package org.strainlake.rehearsal.report;

import org.jspecify.annotations.NullMarked;
