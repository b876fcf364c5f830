package org.chasqui.http;

/** A header of the request breaks its definition. The answer is a failed validation that names the header. */
public final class InvalidHeader extends RuntimeException {

    private final String header;
    private final String complaint;

    /**
     * @param header name of the header
     * @param complaint the end of a sentence that begins with the header's name
     */
    public InvalidHeader(String header, String complaint) {
        super(header + " " + complaint, null, false, false); // why no stack trace: the client is at fault, not the code
        this.header = header;
        this.complaint = complaint;
    }

    public String header() {
        return header;
    }

    public String complaint() {
        return complaint;
    }
}
