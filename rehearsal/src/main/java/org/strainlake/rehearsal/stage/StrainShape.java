package org.strainlake.rehearsal.stage;

/**
 * What a stream must know of the strain it carries.
 *
 * @param detector prefix of the detector, such as {@code V1}
 * @param channel channel, such as {@code V1:GWOSC-4KHZ}
 * @param sampleRateHz samples a second
 */
public record StrainShape(String detector, String channel, int sampleRateHz) {}
