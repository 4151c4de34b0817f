package org.strainlake.emulator.fault;

import java.io.IOException;
import java.io.Serial;

/** Where a body is cut off on purpose. */
final class CutOff extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    CutOff() {
        super("the connection is cut here");
    }
}
