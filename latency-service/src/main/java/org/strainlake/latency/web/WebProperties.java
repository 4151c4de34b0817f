package org.strainlake.latency.web;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How answers are given.
 *
 * @param maxReaders callers that may read lines or books at once; one more is told to come back
 */
@Validated
@ConfigurationProperties(prefix = "strainlake.web", ignoreUnknownFields = false)
record WebProperties(@DefaultValue("16") @Min(1) @Max(1000) int maxReaders) {}
