/**
 * The audit trail: who read what is proprietary, who changed what others may read, and every call that was refused. It
 * is only ever added to; an entry names the token's holder and never holds the token.
 */
@NullMarked
package org.strainlake.audit;

import org.jspecify.annotations.NullMarked;
