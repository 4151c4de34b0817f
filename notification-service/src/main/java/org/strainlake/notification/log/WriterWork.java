package org.strainlake.notification.log;

/** Work that only the instance that writes the logs may do. */
public interface WriterWork {
    /** This instance is the writer now. Returns soon; the work goes on in threads of its own. */
    void begin();

    /** It is no longer, or the service stops. On return the work has ended. */
    void end();
}
