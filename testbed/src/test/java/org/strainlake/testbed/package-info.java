/** What the tests against a real lake share: which lake it is, and how it is entered. */
@NullMarked
package org.strainlake.testbed;

import org.jspecify.annotations.NullMarked;
