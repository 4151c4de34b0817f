package org.strainlake.emulator.issuer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client was granted, for as long as a code or a refresh token stands for it.
 *
 * @param audience audiences, separated by spaces; empty for anybody
 * @param scopes no later token carries more
 * @param act who acts in the subject's place, as the claim {@code act} has it; empty if nobody does
 */
record Grant(String clientId, Subject subject, String audience, List<String> scopes, Map<String, Object> act) {
    Grant {
        scopes = List.copyOf(scopes);
        act = Collections.unmodifiableMap(new LinkedHashMap<>(act));
    }
}
