package org.strainlake.latency.web;

import java.util.Arrays;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;
import org.strainlake.latency.statistics.Leg;

/** Reads a leg in a request as answers write it. */
@Component
class LegByLabel implements Converter<String, Leg> {
    @Override
    public Leg convert(String label) {
        return Arrays.stream(Leg.values())
                .filter(leg -> leg.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no leg of the book: " + label));
    }
}
