package org.strainlake.uploader;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.strainlake.embargo.Embargo;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;

/** Lets everybody do everything; nothing is public. */
final class FakeAccess implements DataAccess {
    @Override
    public String experimentOf(String scope) {
        return scope;
    }

    @Override
    public boolean isPublic(DataIdentifier did) {
        return false;
    }

    @Override
    public boolean mayRead(@Nullable Authentication caller, DataIdentifier did) {
        return true;
    }

    @Override
    public boolean mayReadUnreleased(@Nullable Authentication caller, DataIdentifier did) {
        return mayRead(caller, did);
    }

    @Override
    public boolean mayCreate(@Nullable Authentication caller, DataIdentifier did) {
        return true;
    }

    @Override
    public boolean hasRole(@Nullable Authentication caller, String experiment, Role role) {
        return true;
    }

    @Override
    public boolean isReader(@Nullable Authentication caller, Embargo embargo) {
        return true;
    }

    @Override
    public boolean hasPublicData(String experiment) {
        return true;
    }

    @Override
    public Set<String> readableExperiments(@Nullable Authentication caller) {
        return Set.of("virgo");
    }
}
