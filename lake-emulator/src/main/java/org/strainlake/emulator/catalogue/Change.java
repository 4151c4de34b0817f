package org.strainlake.emulator.catalogue;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One change to the catalogue, as the journal keeps it. Times are in milliseconds since 1970. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Change.Added.class, name = "add"),
    @JsonSubTypes.Type(value = Change.Registered.class, name = "replica"),
    @JsonSubTypes.Type(value = Change.Attached.class, name = "attach"),
    @JsonSubTypes.Type(value = Change.Detached.class, name = "detach"),
    @JsonSubTypes.Type(value = Change.Opened.class, name = "open"),
    @JsonSubTypes.Type(value = Change.Described.class, name = "meta"),
    @JsonSubTypes.Type(value = Change.Erased.class, name = "erase"),
    @JsonSubTypes.Type(value = Change.Ruled.class, name = "rule"),
    @JsonSubTypes.Type(value = Change.RuleExpires.class, name = "rule-expires"),
    @JsonSubTypes.Type(value = Change.Unruled.class, name = "unrule")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
sealed interface Change {
    /** A dataset or container is made. */
    record Added(
            String scope,
            String name,
            boolean dataset,
            String account,
            long at,
            @Nullable Long expires) implements Change {}

    /** A copy is registered, or has another state; the file is made if it is new. */
    record Registered(
            String scope,
            String name,
            String rse,
            char state,
            long bytes,
            @Nullable String adler32,
            @Nullable String md5,
            String account,
            long at)
            implements Change {}

    /** Something is put into a collection. */
    record Attached(String scope, String name, String childScope, String childName, long at) implements Change {}

    /** Something is taken out of a collection. */
    record Detached(String scope, String name, String childScope, String childName, long at) implements Change {}

    /** A collection is closed or opened. */
    record Opened(String scope, String name, boolean open, long at) implements Change {}

    /** Metadata gets a value. */
    record Described(
            String scope, String name, String key, @Nullable Object value, long at) implements Change {}

    /** A collection is gone. */
    record Erased(String scope, String name) implements Change {}

    /** A rule is made. */
    record Ruled(
            String id,
            String scope,
            String name,
            String account,
            int copies,
            String expression,
            List<String> targets,
            String activity,
            char notification,
            String grouping,
            @Nullable String comment,
            @Nullable String meta,
            boolean locked,
            boolean purge,
            int priority,
            long at)
            implements Change {}

    /** A rule ends at another time, or never. */
    record RuleExpires(String id, @Nullable Long expires, long at) implements Change {}

    /** A rule is gone. */
    record Unruled(String id) implements Change {}
}
