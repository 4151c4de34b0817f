package org.strainlake.uploader.announce;

import jakarta.validation.constraints.NotBlank;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * What is said of this host in the book.
 *
 * @param clock name of this host's clock, such as {@code ego}
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.journey", ignoreUnknownFields = false)
public record JourneyProperties(@NotBlank String clock) {}
