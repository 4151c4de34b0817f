/**
 * Tokens of the WLCG profile: getting them as a client, and judging those of callers. What a token opens
 * is decided here and nowhere else.
 */
@NullMarked
package org.strainlake.token;

import org.jspecify.annotations.NullMarked;
