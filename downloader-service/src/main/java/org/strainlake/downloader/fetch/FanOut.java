package org.strainlake.downloader.fetch;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.strainlake.downloader.deliver.Delivery;
import org.strainlake.downloader.deliver.DirectorySink;
import org.strainlake.downloader.deliver.SinkTrouble;
import org.strainlake.lake.DataIdentifier;

/**
 * One chunk into several sinks at once. A sink in trouble drops out and the others go on; only when none is
 * left does writing fail. For one thread.
 */
final class FanOut extends OutputStream {
    private final List<Delivery> deliveries = new ArrayList<>();
    private @Nullable SinkTrouble trouble;

    FanOut(List<DirectorySink> sinks, DataIdentifier file) throws SinkTrouble {
        for (var sink : sinks) {
            try {
                deliveries.add(sink.begin(file));
            } catch (SinkTrouble e) {
                trouble = e;
            }
        }
        failIfNoneIsLeft();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        for (var each = deliveries.listIterator(); each.hasNext(); ) {
            var delivery = each.next();
            try {
                delivery.write(source, offset, length);
            } catch (SinkTrouble e) {
                trouble = e;
                delivery.close();
                each.remove();
            }
        }
        failIfNoneIsLeft();
    }

    /**
     * Gives the file its name in every sink that is left.
     *
     * @throws SinkTrouble if it is not in every sink; those that have it keep it
     */
    void commit() throws SinkTrouble {
        for (var delivery : deliveries) {
            try {
                delivery.commit();
            } catch (SinkTrouble e) {
                trouble = e;
            }
        }
        if (trouble != null) {
            throw trouble;
        }
    }

    /** What need not be done before readers may have the file. */
    void settle() {
        deliveries.forEach(Delivery::settle);
    }

    @Override
    public void close() {
        deliveries.forEach(Delivery::close);
    }

    private void failIfNoneIsLeft() throws SinkTrouble {
        if (deliveries.isEmpty() && trouble != null) {
            throw trouble;
        }
    }
}
