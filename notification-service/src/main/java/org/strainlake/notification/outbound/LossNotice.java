package org.strainlake.notification.outbound;

import java.time.Instant;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes what was lost: {@code after}, {@code oldest} (cursors), {@code from}, {@code to} (times, null if unknown). */
@Component
class LossNotice {
    private final JsonMapper json;

    LossNotice(JsonMapper json) {
        this.json = json;
    }

    String write(Loss loss) {
        var notice = new LinkedHashMap<String, @Nullable String>();
        notice.put("after", loss.after().toString());
        notice.put("oldest", loss.oldest().toString());
        notice.put("from", text(loss.from()));
        notice.put("to", text(loss.to()));
        return json.writeValueAsString(notice);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
