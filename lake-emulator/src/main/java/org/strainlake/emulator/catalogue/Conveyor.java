package org.strainlake.emulator.catalogue;

import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.strainlake.emulator.broker.Hermes;
import org.strainlake.emulator.storage.StorageElement;

/** Carries files from one storage to another, a few at a time, and tells of it as Rucio's daemon of this name does. */
@Component
class Conveyor implements DisposableBean {
    private static final String TRANSFER_TOOL = "http://emulator.invalid";

    private final Hermes hermes;
    private final InstantSource clock;
    private final ExecutorService workers;

    Conveyor(Hermes hermes, CatalogueProperties properties, InstantSource clock) {
        this.hermes = hermes;
        this.clock = clock;
        this.workers = Executors.newFixedThreadPool(
                properties.transfers(),
                Thread.ofPlatform().daemon().name("conveyor-", 0).factory());
    }

    /**
     * A copy to be made.
     *
     * @param dataset one that the file is in, or null
     */
    record Transfer(
            Did.File file,
            Did.@Nullable Collection dataset,
            Rule rule,
            StorageElement source,
            StorageElement destination) {}

    /** Carries a file later, and says how it went: one of the two is called, in a thread of its own. */
    void carry(Transfer transfer, Runnable arrived, Consumer<String> failed) {
        var request = new Request(transfer, id(), hermes.createdAt());
        hermes.event("transfer-queued", queued(request));
        workers.execute(() -> move(request, arrived, failed));
    }

    private void move(Request request, Runnable arrived, Consumer<String> failed) {
        var submitted = hermes.createdAt();
        var external = UUID.randomUUID().toString();
        hermes.event("transfer-submitted", submitted(request, submitted, external));
        var started = started();
        var reason = copy(request.transfer());
        var ended = ended(request, submitted, started, external, reason);
        if (reason == null) {
            arrived.run();
            hermes.event("transfer-done", ended);
        } else {
            failed.accept(reason);
            hermes.event("transfer-failed", ended);
        }
    }

    /** Why there is no copy now; null if there is. */
    private static @Nullable String copy(Transfer transfer) {
        var file = transfer.file();
        try {
            transfer.source()
                    .files()
                    .copyTo(transfer.destination().files(), Deterministic.components(file.scope, file.name));
            return null;
        } catch (IOException | RuntimeException e) { // the edge of the worker: whoever asked must hear of it
            return "TRANSFER [5] " + e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private String started() {
        return clock.instant()
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ')
                .replace("Z", "");
    }

    private static String id() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private record Request(Transfer transfer, String id, String queuedAt) {}

    private static Map<String, @Nullable Object> queued(Request request) {
        var transfer = request.transfer();
        var file = transfer.file();
        var payload = new LinkedHashMap<String, @Nullable Object>();
        payload.put("request-id", request.id());
        payload.put("request-type", "transfer");
        payload.put("scope", file.scope);
        payload.put("name", file.name);
        payload.put("dst-rse-id", transfer.destination().id());
        payload.put("dst-rse", transfer.destination().name());
        payload.put("state", "queued");
        payload.put("retry-count", null);
        payload.put("rule-id", transfer.rule().id());
        payload.put("activity", transfer.rule().asked.activity());
        size(payload, file);
        payload.put("queued_at", request.queuedAt());
        return payload;
    }

    private static void size(Map<String, @Nullable Object> payload, Did.File file) {
        payload.put("file-size", file.bytes);
        payload.put("bytes", file.bytes);
        payload.put("checksum-md5", file.md5);
        payload.put("checksum-adler", file.adler32);
    }

    private static void dataset(Map<String, @Nullable Object> payload, Did.@Nullable Collection dataset) {
        payload.put("dataset", dataset == null ? null : dataset.name);
        payload.put("datasetScope", dataset == null ? null : dataset.scope);
    }

    private static Map<String, @Nullable Object> submitted(Request request, String at, String external) {
        var transfer = request.transfer();
        var payload = new LinkedHashMap<String, @Nullable Object>();
        payload.put("request-id", request.id());
        payload.put("request-type", "TRANSFER");
        payload.put("scope", transfer.file().scope);
        payload.put("name", transfer.file().name);
        dataset(payload, transfer.dataset());
        payload.put("src-rse-id", transfer.source().id());
        payload.put("src-rse", transfer.source().name());
        payload.put("dst-rse-id", transfer.destination().id());
        payload.put("dst-rse", transfer.destination().name());
        payload.put("state", "SUBMITTED");
        payload.put("activity", transfer.rule().asked.activity());
        size(payload, transfer.file());
        payload.put("external-id", external);
        payload.put("external-host", TRANSFER_TOOL);
        payload.put("queued_at", at);
        payload.put("datatype", null);
        return payload;
    }

    private Map<String, @Nullable Object> ended(
            Request request, String submitted, String started, String external, @Nullable String reason) {
        var transfer = request.transfer();
        var file = transfer.file();
        var path = Deterministic.path(file.scope, file.name);
        var payload = new LinkedHashMap<String, @Nullable Object>();
        payload.put("activity", transfer.rule().asked.activity());
        payload.put("request-id", request.id());
        payload.put("duration", 0);
        payload.put("checksum-adler", file.adler32);
        payload.put("checksum-md5", file.md5);
        payload.put("file-size", file.bytes);
        payload.put("bytes", file.bytes);
        payload.put("guid", null);
        payload.put("previous-request-id", null);
        payload.put("protocol", Objects.toString(transfer.destination().origin().getScheme()));
        payload.put("scope", file.scope);
        payload.put("name", file.name);
        dataset(payload, transfer.dataset());
        payload.put("src-type", "DISK");
        payload.put("src-rse", transfer.source().name());
        payload.put("src-url", transfer.source().address(path));
        payload.put("dst-type", "DISK");
        payload.put("dst-rse", transfer.destination().name());
        payload.put("dst-url", transfer.destination().address(path));
        payload.put("reason", reason);
        payload.put("transfer-endpoint", TRANSFER_TOOL);
        payload.put("transfer-id", external);
        payload.put("transfer-link", null);
        payload.put("created_at", request.queuedAt());
        payload.put("submitted_at", submitted);
        payload.put("started_at", started);
        payload.put("transferred_at", started());
        payload.put("tool-id", "rucio-conveyor");
        payload.put("account", transfer.rule().asked.account());
        payload.put("datatype", null);
        payload.put("transfer_link", TRANSFER_TOOL + "/fts3/ftsmon/#/job/" + external);
        return payload;
    }

    @Override
    public void destroy() {
        workers.shutdownNow();
    }
}
