package org.strainlake.notification;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.strainlake.embargo.Embargo;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.token.DataAccess;

/** Scope {@code virgo} belongs to the experiment virgo; {@code V-V1_OPEN…} is public; whoever is somebody reads all. */
public final class FakeAccess implements DataAccess {
    @Override
    public @Nullable String experimentOf(String scope) {
        return scope.equals("virgo") ? "virgo" : null;
    }

    @Override
    public boolean isPublic(DataIdentifier did) {
        return did.scope().equals("virgo") && did.name().startsWith("V-V1_OPEN");
    }

    @Override
    public boolean mayRead(@Nullable Authentication caller, DataIdentifier did) {
        return caller != null || isPublic(did);
    }

    @Override
    public boolean mayReadUnreleased(@Nullable Authentication caller, DataIdentifier did) {
        return mayRead(caller, did);
    }

    @Override
    public boolean mayCreate(@Nullable Authentication caller, DataIdentifier did) {
        return false;
    }

    @Override
    public boolean hasRole(@Nullable Authentication caller, String experiment, Role role) {
        return caller != null;
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
        return caller == null ? Set.of() : Set.of("virgo");
    }
}
