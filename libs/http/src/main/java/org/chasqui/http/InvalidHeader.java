package org.chasqui.http;

/** A header of the request is not what its definition allows; answered as a failed validation that names the header. */
public final class InvalidHeader extends RuntimeException {

    private final String header;
    private final String complaint;

    /**
     * @param header name of the header
     * @param complaint what is wrong with it, as the end of a sentence that begins with the header's name
     */
    public InvalidHeader(String header, String complaint) {
        super(header + " " + complaint, null, false, false); // why no stack trace: it tells of the caller, not of us
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
