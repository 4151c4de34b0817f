/**
 * Where Kafka is, and how this process logs in there: with tokens of its own (SASL/OAUTHBEARER), where that is configured.
 * No secret and no token stands in a setting.
 */
@NullMarked
package org.strainlake.kafka;

import org.jspecify.annotations.NullMarked;
