package org.strainlake.downloader.deliver;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.strainlake.downloader.follow.FollowChange;

/** The sinks of every follow in force. Thread-safe. */
@Component
public class Sinks {
    private final Map<String, List<DirectorySink>> byFollow = new ConcurrentHashMap<>();

    /** The sinks of a follow; none if it is not in force. */
    public List<DirectorySink> of(String follow) {
        return byFollow.getOrDefault(follow, List.of());
    }

    /** Whether any sink of a follow cannot take chunks at present. */
    public boolean inTrouble(String follow) {
        return of(follow).stream().anyMatch(sink -> sink.trouble() != null);
    }

    /** Opens the sinks of a new follow, and forgets those of one that is gone. */
    @EventListener
    public void on(FollowChange change) {
        var follow = change.follow();
        switch (change) {
            case FollowChange.Added added ->
                byFollow.put(
                        follow.name(),
                        added.follow().sinks().stream()
                                .map(spec -> open(new DirectorySink(follow.name(), spec.directory())))
                                .toList());
            case FollowChange.Removed removed ->
                byFollow.remove(removed.follow().name());
        }
    }

    Stream<DirectorySink> all() {
        return byFollow.values().stream().flatMap(List::stream);
    }

    private static DirectorySink open(DirectorySink sink) {
        try {
            sink.prepare();
        } catch (IOException e) {
            sink.unusable(e); // the first chunk tries again
        }
        return sink;
    }
}
