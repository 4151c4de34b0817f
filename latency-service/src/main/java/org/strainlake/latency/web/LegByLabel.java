package org.strainlake.latency.web;

import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;
import org.strainlake.latency.statistics.Leg;

/** Reads a leg in a request as answers write it. */
@Component
class LegByLabel implements Converter<String, Leg> {
    @Override
    public Leg convert(String label) {
        return Leg.ofLabel(label);
    }
}
