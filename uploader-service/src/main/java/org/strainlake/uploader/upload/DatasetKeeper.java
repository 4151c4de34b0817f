package org.strainlake.uploader.upload;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import org.strainlake.embargo.KeyMetadata;
import org.strainlake.embargo.WrappedKey;
import org.strainlake.lake.Catalogue;
import org.strainlake.lake.CatalogueResult;
import org.strainlake.lake.DataIdentifier;
import org.strainlake.time.GpsTime;
import org.strainlake.uploader.journal.ChunkJournal;
import org.strainlake.uploader.journal.Dataset;
import org.strainlake.uploader.journal.DatasetKeys;
import org.strainlake.uploader.journal.Datasets;
import org.strainlake.uploader.journal.Replay;
import org.strainlake.uploader.journal.Replays;
import org.strainlake.uploader.source.ReplayPlan;
import org.strainlake.uploader.stream.Stream;

/** Makes datasets ready before chunks come to them, and closes those that are finished. Thread-safe. */
@Component
class DatasetKeeper {
    private static final CatalogueResult DONE = new CatalogueResult.Done();

    private final Catalogue catalogue;
    private final Datasets datasets;
    private final Replays replays;
    private final ChunkJournal journal;
    private final DatasetKeys keys;
    private final AttachProperties properties;
    private final InstantSource clock;

    DatasetKeeper(
            Catalogue catalogue,
            Datasets datasets,
            Replays replays,
            ChunkJournal journal,
            DatasetKeys keys,
            AttachProperties properties,
            InstantSource clock) {
        this.catalogue = catalogue;
        this.datasets = datasets;
        this.replays = replays;
        this.journal = journal;
        this.keys = keys;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Makes the dataset of a chunk ready: container, dataset, its place in the container, rules.
     *
     * @param gpsStart a GPS second of the dataset's period
     */
    CatalogueResult ready(Stream stream, String run, DataIdentifier did, long gpsStart) {
        if (datasets.find(did).isPresent()) {
            return DONE;
        }
        var settings = stream.settings();
        var dataset = new Dataset(
                did,
                stream.id(),
                run,
                settings.rotation().startOf(gpsStart),
                settings.rotation().seconds(),
                false);
        var result = catalogue.createDataset(did, metadata(stream, dataset));
        if (stream.isSealed() && result instanceof CatalogueResult.Done) {
            result = describe(keys.of(stream.id(), did).wrapped());
        }
        var container = stream.container();
        if (container != null && result instanceof CatalogueResult.Done) {
            result = catalogue.createContainer(container);
            if (result instanceof CatalogueResult.Done) {
                result = catalogue.attachDatasets(container, List.of(did));
            }
        }
        for (var rule : settings.rules()) {
            if (result instanceof CatalogueResult.Done) {
                result = catalogue.addRule(did, stream.expression(rule), rule.copies(), rule.activity());
            }
        }
        if (result instanceof CatalogueResult.Done) {
            datasets.save(dataset);
        }
        return result;
    }

    /** Gives the catalogue those keys of the stream that it does not have, or has wrapped by an older key-encryption key. */
    CatalogueResult describeKeys(Stream stream) {
        for (var key : keys.undescribed(stream.id())) {
            var result = describe(key);
            if (!(result instanceof CatalogueResult.Done)) {
                return result;
            }
        }
        return DONE;
    }

    private CatalogueResult describe(WrappedKey key) {
        var result = catalogue.describe(key.dataset(), KeyMetadata.of(key));
        if (result instanceof CatalogueResult.Done) {
            keys.described(key);
        }
        return result;
    }

    /** The dataset that a file which arrived belongs to: that of its period, or one for late files once that is closed. */
    DataIdentifier ofArrival(Stream stream, long gpsStart) {
        int late = 0;
        var did = stream.dataset(null, gpsStart);
        while (datasets.find(did).filter(Dataset::closed).isPresent()) {
            late++;
            did = stream.lateDataset(late, gpsStart);
        }
        return did;
    }

    /** Makes the dataset after the latest one of a run ready, if its period begins soon and chunks will come to it. */
    CatalogueResult readyAhead(Stream stream, Dataset latest, long lastGps) {
        long next = latest.gpsEnd();
        if (latest.closed()
                || lastGps >= next
                || lastGps + properties.prepareAhead().toSeconds() < next) {
            return DONE;
        }
        var live = latest.run().equals(stream.liveRun());
        var tag = live ? null : latest.run().substring(stream.id().length() + 1);
        if (!live
                && replays.ofRun(latest.run()).filter(run -> hasMore(run, next)).isEmpty()) {
            return DONE;
        }
        return ready(stream, latest.run(), stream.dataset(tag, next), next);
    }

    private static boolean hasMore(Replay replay, long gps) {
        return !replay.state().isEnded() && gps < end(replay.plan());
    }

    /** Closes a dataset if no chunk will come to it any more and each that came is attached or refused. */
    CatalogueResult closeIfFinished(Stream stream, Dataset dataset) {
        var expected = expected(stream, dataset);
        var progress = journal.progress(dataset.did());
        long chunks = expected.orElse(progress.created());
        if (isOver(stream, dataset) && progress.created() >= chunks && progress.attaches(chunks)) {
            var result = catalogue.close(dataset.did());
            if (result instanceof CatalogueResult.Done) {
                datasets.save(new Dataset(
                        dataset.did(), dataset.stream(), dataset.run(), dataset.gpsStart(), dataset.seconds(), true));
            }
            return result;
        }
        return DONE;
    }

    /** Whether the end can be there at all; spares counting while it cannot. */
    private boolean isOver(Stream stream, Dataset dataset) {
        if (dataset.run().equals(stream.liveRun())) {
            // Old files may still be coming in: quiet, too, for as long as after the end of the period.
            var now = clock.instant();
            var end = GpsTime.ofSeconds(dataset.gpsEnd()).plus(properties.closeAfter());
            return GpsTime.of(now).compareTo(end) > 0
                    && journal.lastCreated(dataset.did())
                            .filter(last -> last.plus(properties.closeAfter()).isAfter(now))
                            .isEmpty();
        }
        return true;
    }

    /** How many chunks the plan has for the dataset; empty if there is no plan, or it was cut short. */
    private Optional<Long> expected(Stream stream, Dataset dataset) {
        if (dataset.run().equals(stream.liveRun())) {
            return Optional.empty();
        }
        return replays.ofRun(dataset.run())
                .filter(replay -> replay.state() != Replay.State.STOPPED && replay.state() != Replay.State.FAILED)
                .map(replay -> planned(replay.plan(), dataset));
    }

    static long planned(ReplayPlan plan, Dataset dataset) {
        long from = Math.max(plan.firstGps(), dataset.gpsStart());
        long to = Math.min(end(plan), dataset.gpsEnd());
        return Math.max(
                0,
                Math.ceilDiv(to - plan.firstGps(), plan.chunkSeconds())
                        - Math.ceilDiv(from - plan.firstGps(), plan.chunkSeconds()));
    }

    private static long end(ReplayPlan plan) {
        return plan.gpsStart(plan.chunks());
    }

    private static Map<String, String> metadata(Stream stream, Dataset dataset) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("strainlake_stream", stream.id());
        metadata.put("strainlake_run", dataset.run());
        metadata.put("strainlake_channel", stream.settings().channel());
        metadata.put("strainlake_gps_start", Long.toString(dataset.gpsStart()));
        metadata.put("strainlake_gps_end", Long.toString(dataset.gpsEnd()));
        return metadata;
    }

    /** The open datasets of a stream. */
    List<Dataset> open(Stream stream) {
        return datasets.open(stream.id());
    }
}
