package org.strainlake.emulator;

import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.strainlake.lake.LakeAccess;
import org.strainlake.lake.rucio.RucioProperties;

/** How the suites of the contract enter an emulator. */
final class EmulatorAccess {
    private EmulatorAccess() {}

    /** Its lake, written to on {@code rse}. */
    static LakeAccess of(LakeEmulator emulator, EmulatorSettings settings, String rse) {
        return new LakeAccess(
                emulator.url(),
                "rucio",
                "openid profile",
                null,
                emulator.tokenEndpoint(),
                Stream.of("uploader", "notification")
                        .collect(Collectors.toMap(Function.identity(), settings::secretFile)),
                new RucioProperties.UserPass("virgo", "virgo", settings.secretFile("virgo")),
                "virgo",
                rse,
                "CNAF-DISK",
                "CERN-PROMPT",
                "outsider");
    }
}
