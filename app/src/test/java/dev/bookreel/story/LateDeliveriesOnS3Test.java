package dev.bookreel.story;

@OnS3
class LateDeliveriesOnS3Test extends LateDeliveriesTest {}
