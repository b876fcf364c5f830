package org.chasqui.systemtests.shop;

/** Thrown if the shop's answer is not 2xx where success was expected. */
public final class UnexpectedAnswer extends RuntimeException {

    private final transient Answer answer;

    UnexpectedAnswer(Answer answer) {
        super(answer.toString());
        this.answer = answer;
    }

    public Answer answer() {
        return answer;
    }
}
