package org.strainlake.downloader.ledger;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * How stamps are told to the book.
 *
 * @param clock name of this host's clock, as it stands in every stamp
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.journey", ignoreUnknownFields = false)
record JourneyProperties(@NotBlank String clock) {}
