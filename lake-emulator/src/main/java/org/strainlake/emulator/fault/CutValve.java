package org.strainlake.emulator.fault;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.util.Objects;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/** Gives every request a way to have its connection cut, which servlets do not have. */
final class CutValve extends ValveBase {
    private static final String CUT = CutValve.class.getName();

    CutValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Runnable cut = () -> request.getCoyoteRequest().action(ActionCode.CLOSE_NOW, null);
        request.setAttribute(CUT, cut);
        getNext().invoke(request, response);
    }

    /** Cuts the connection of a request; nothing more of its answer is sent. */
    static void cut(ServletRequest request) {
        ((Runnable) Objects.requireNonNull(request.getAttribute(CUT))).run();
    }
}
