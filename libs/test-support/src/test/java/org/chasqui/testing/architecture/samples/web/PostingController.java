package org.chasqui.testing.architecture.samples.web;

import org.springframework.web.bind.annotation.PostMapping;

class PostingController {
    @PostMapping
    void post() {}
}
