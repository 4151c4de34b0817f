package org.strainlake.emulator.storage;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.strainlake.emulator.http.RequestPath;
import org.strainlake.emulator.storage.FileArea.Opened;
import org.strainlake.emulator.storage.StorageGate.Right;
import org.strainlake.emulator.storage.StorageGate.Rights;

/** WebDAV over the storages, as far as the lake needs it; what it lacks is answered 501. */
final class WebDavServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient StorageElements elements;
    private final transient StorageGate gate;
    private final transient CopyIn copyIn;

    WebDavServlet(StorageElements elements, StorageGate gate, CopyIn copyIn) {
        this.elements = elements;
        this.gate = gate;
        this.copyIn = copyIn;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = RequestPath.parse(request.getRequestURI());
        var found = elements.at(path);
        if (found.isEmpty()) {
            response.setStatus(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        var element = found.get();
        switch (gate.rights(element, path, request.getHeader(HttpHeaders.AUTHORIZATION))) {
            case Rights.Anonymous() -> challenge(response, "Bearer");
            case Rights.Refused(var reason) ->
                challenge(response, "Bearer error=\"invalid_token\", error_description=\"" + reason + "\"");
            case Rights.Granted(var rights) -> {
                var call = new Call(element, path.relativeTo(element.base()), rights, request, response);
                switch (request.getMethod()) {
                    case "GET" -> get(call);
                    case "HEAD" -> head(call);
                    case "PUT" -> put(call);
                    case "DELETE" -> delete(call);
                    case "MKCOL" -> makeCollection(call);
                    case "MOVE" -> move(call);
                    case "COPY" -> copy(call);
                    case "OPTIONS" -> options(call);
                    default -> response.setStatus(HttpServletResponse.SC_NOT_IMPLEMENTED);
                }
            }
        }
    }

    private record Call(
            StorageElement element,
            RequestPath path,
            Set<Right> rights,
            HttpServletRequest request,
            HttpServletResponse response) {
        boolean may(Right... any) {
            return Arrays.stream(any).anyMatch(rights::contains);
        }

        void answer(int status) {
            response.setStatus(status);
        }
    }

    private static void challenge(HttpServletResponse response, String challenge) {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
        response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    }

    private static void get(Call call) throws IOException {
        if (!call.may(Right.READ)) {
            call.answer(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        try (var opened = open(call)) {
            if (opened == null) {
                return;
            }
            var size = opened.entry().bytes();
            var range = ByteSpan.parse(call.request().getHeader(HttpHeaders.RANGE), size);
            describe(call, opened);
            switch (range) {
                case ByteSpan.Whole() -> {
                    call.response().setContentLengthLong(size);
                    opened.copy(0, size, call.response().getOutputStream());
                }
                case ByteSpan.Part(var first, var last) -> {
                    call.answer(HttpServletResponse.SC_PARTIAL_CONTENT);
                    call.response().setHeader(HttpHeaders.CONTENT_RANGE, "bytes " + first + "-" + last + "/" + size);
                    call.response().setContentLengthLong(last - first + 1);
                    opened.copy(first, last - first + 1, call.response().getOutputStream());
                }
                case ByteSpan.Outside() -> {
                    call.response().setHeader(HttpHeaders.CONTENT_RANGE, "bytes */" + size);
                    call.answer(HttpServletResponse.SC_REQUESTED_RANGE_NOT_SATISFIABLE);
                }
            }
        }
    }

    private static void head(Call call) throws IOException {
        if (!call.may(Right.values())) {
            call.answer(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        try (var opened = open(call)) {
            if (opened != null) {
                describe(call, opened);
                call.response().setContentLengthLong(opened.entry().bytes());
            }
        }
    }

    /** Opens the file of a call, or answers that it cannot and gives null. */
    private static @org.jspecify.annotations.Nullable Opened open(Call call) throws IOException {
        var components = call.path().components();
        var opened = call.path().directory()
                ? null
                : call.element().files().open(components).orElse(null);
        if (opened == null) {
            call.answer(
                    call.element().files().isDirectory(components)
                            ? HttpServletResponse.SC_NOT_IMPLEMENTED
                            : HttpServletResponse.SC_NOT_FOUND);
        }
        return opened;
    }

    private static void describe(Call call, Opened opened) {
        var response = call.response();
        response.setContentType("application/octet-stream");
        response.setHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        var wanted = call.request().getHeader("Want-Digest");
        if (call.element().honoursIfNoneMatch() || (wanted != null && wanted.contains("adler32"))) {
            response.setHeader("Digest", "adler32=" + opened.entry().adler32());
        }
        response.setDateHeader(
                HttpHeaders.LAST_MODIFIED, opened.entry().modified().toEpochMilli());
    }

    private static void put(Call call) throws IOException {
        if (!call.may(Right.CREATE, Right.MODIFY)) {
            call.answer(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        var components = call.path().components();
        if (call.request().getHeader(HttpHeaders.CONTENT_RANGE) != null || components.isEmpty()) {
            call.answer(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        var files = call.element().files();
        if (call.path().directory() || files.isDirectory(components)) {
            call.answer(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        boolean onlyNew = "*".equals(call.request().getHeader(HttpHeaders.IF_NONE_MATCH))
                && call.element().honoursIfNoneMatch();
        int whenThere = onlyNew ? HttpServletResponse.SC_PRECONDITION_FAILED : HttpServletResponse.SC_FORBIDDEN;
        boolean mayReplace = !onlyNew && call.may(Right.MODIFY);
        if (!mayReplace && files.look(components).isPresent()) {
            call.answer(whenThere);
            return;
        }
        boolean showsWhatComes =
                !call.element().honoursIfNoneMatch() && files.look(components).isEmpty();
        var bytes = call.request().getInputStream();
        switch (showsWhatComes ? files.storeWhatComes(components, bytes) : files.store(components, bytes, mayReplace)) {
            case NEW -> call.answer(HttpServletResponse.SC_CREATED);
            case REPLACED ->
                call.answer(
                        call.element().honoursIfNoneMatch()
                                ? HttpServletResponse.SC_NO_CONTENT
                                : HttpServletResponse.SC_OK);
            case EXISTS -> call.answer(whenThere);
        }
    }

    private static void delete(Call call) throws IOException {
        if (!call.may(Right.MODIFY)) {
            call.answer(HttpServletResponse.SC_FORBIDDEN);
        } else if (call.element().files().isDirectory(call.path().components())) {
            call.answer(HttpServletResponse.SC_NOT_IMPLEMENTED);
        } else {
            call.answer(
                    call.element().files().delete(call.path().components())
                            ? HttpServletResponse.SC_NO_CONTENT
                            : HttpServletResponse.SC_NOT_FOUND);
        }
    }

    private static void makeCollection(Call call) throws IOException {
        if (!call.may(Right.CREATE, Right.MODIFY)) {
            call.answer(HttpServletResponse.SC_FORBIDDEN);
        } else {
            call.answer(
                    call.element().files().makeDirectory(call.path().components())
                            ? HttpServletResponse.SC_CREATED
                            : HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        }
    }

    /** Renames within one storage, never over another file. */
    private void move(Call call) throws IOException {
        var destination = call.request().getHeader("Destination");
        if (destination == null) {
            call.answer(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        var rawPath = URI.create(destination).getRawPath();
        if (RequestPath.isAmbiguous(rawPath)) {
            call.answer(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        var target = RequestPath.parse(rawPath);
        if (!target.isWithin(call.element().base())) {
            call.answer(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        var there = gate.rights(call.element(), target, call.request().getHeader(HttpHeaders.AUTHORIZATION));
        if (!call.may(Right.MODIFY)
                || !(there instanceof Rights.Granted(var rights) && rights.contains(Right.MODIFY))) {
            call.answer(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        try {
            var to = target.relativeTo(call.element().base()).components();
            call.answer(
                    call.element().files().move(call.path().components(), to)
                            ? HttpServletResponse.SC_CREATED
                            : HttpServletResponse.SC_NOT_FOUND);
        } catch (FileAlreadyExistsException e) {
            call.answer(HttpServletResponse.SC_PRECONDITION_FAILED);
        }
    }

    /** Gets a file from another storage, as the destination of a third-party copy. */
    private void copy(Call call) throws IOException {
        if (!call.may(Right.CREATE, Right.MODIFY)) {
            call.answer(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        var source = call.request().getHeader("Source");
        if (source == null) {
            call.answer(
                    call.request().getHeader("Destination") == null
                            ? HttpServletResponse.SC_BAD_REQUEST
                            : HttpServletResponse.SC_NOT_IMPLEMENTED);
            return;
        }
        var from = CopyIn.source(source);
        var components = call.path().components();
        if (from.isEmpty() || components.isEmpty() || call.path().directory()) {
            call.answer(HttpServletResponse.SC_BAD_REQUEST);
            return;
        }
        var files = call.element().files();
        boolean isThere = files.look(components).isPresent() || files.isDirectory(components);
        if (isThere && "F".equals(call.request().getHeader("Overwrite"))) {
            call.answer(HttpServletResponse.SC_PRECONDITION_FAILED);
        } else if (isThere && !call.may(Right.MODIFY)) {
            call.answer(HttpServletResponse.SC_FORBIDDEN);
        } else if (!call.element().honoursIfNoneMatch()
                && !files.isDirectory(components.subList(0, components.size() - 1))) {
            call.answer(HttpServletResponse.SC_BAD_REQUEST);
        } else {
            copyIn.copy(call.element(), components, isThere, from.get(), call.request(), call.response());
        }
    }

    private static void options(Call call) {
        call.response().setHeader("DAV", "1");
        call.response().setHeader(HttpHeaders.ALLOW, "OPTIONS, GET, HEAD, PUT, DELETE, MKCOL, MOVE, COPY");
    }
}
