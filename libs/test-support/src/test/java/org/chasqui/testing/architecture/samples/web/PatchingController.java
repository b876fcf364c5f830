package org.chasqui.testing.architecture.samples.web;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

@RequestMapping(method = RequestMethod.PATCH)
class PatchingController {
    @GetMapping
    void get() {}
}
