package dev.bookreel.sample;

import java.util.List;

/**
 * The words that names and texts are made of. All invented for Bookreel; no list repeats a word.
 */
final class Words {
  /** Titles that programs tend to stumble over, after the one that the outage question asks for. */
  static final List<String> NOTABLE_MOVIES =
      List.of(
          "Unforgiven",
          "The Early, the Late and the Lost",
          "\"Quiet\", Said the Fox",
          "L'été à Port-Clément",
          "Blåbærveien 7",
          "Rocket 🚀 to Nowhere",
          "海辺の時計",
          "Sleepless – Part II",
          "Half·Moon & Sons",
          "Ночной трамвай");

  static final List<String> MOVIE_ADJECTIVES =
      words(
          "Amber Borrowed Brittle Burning Careless Copper Crooked Distant Drowsy Electric "
              + "Fearless Folded Forgotten Gentle Gilded Hollow Hungry Idle Invisible Jagged "
              + "Kindly Last Lonely Marble Midnight Narrow Northern Painted Patient Quiet "
              + "Restless Salted Second Silver Stubborn Tangled Unlikely Velvet Wandering Wooden");

  static final List<String> MOVIE_NOUNS =
      words(
          "Accordion Aqueduct Balcony Beekeeper Carousel Clockmaker Comet Corridor Dancer Detour "
              + "Envelope Ferryman Fiddler Gardener Glacier Harbour Hourglass Island Juggler "
              + "Kingfisher Ladder Lantern Lighthouse Magpie Mirror Monsoon Navigator Orchard "
              + "Parade Piano Quarry Railway Sailor Signal Staircase Telegram Umbrella Violinist "
              + "Waterfall Zeppelin");

  static final List<String> NOTABLE_BOOKS =
      List.of(
          "The Salt Ledger",
          "Tides, Debts and Other Weather",
          "The \"Harmless\" Machine",
          "Où dorment les péniches",
          "Göçmen Kuşlar",
          "A Grammar of Rain 🌧");

  static final List<String> BOOK_SUBJECTS =
      words(
          "Almanac Arithmetic Atlas Autumn Ballad Cartography Chronicle Confession Country "
              + "Daughter Dictionary Echo Estuary Evening Fable Garden Geometry History House "
              + "Inheritance Inventory Journey Kingdom Language Letters Library Memory Museum "
              + "Notebook Observatory Orphan Photograph Question Recipe Season Shadow Testament "
              + "Theory Village Winter");

  static final List<String> BOOK_MATTERS =
      words(
          "Ashes Bees Birches Bread Candles Chalk Clouds Cork Dust Embers Feathers Fog Glass "
              + "Gravel Honey Ink Iron Ivory Juniper Lace Lavender Moths Mussels Nettles Oranges "
              + "Paper Pebbles Porcelain Quicksilver Resin Rust Sand Seeds Silk Smoke Snow Sparrows "
              + "Thread Tin Wool");

  static final List<String> PUBLISHERS =
      List.of(
          "Anchor & Thistle",
          "Brunnenhof Verlag",
          "Copper Kettle Press",
          "Éditions du Quai",
          "Four Gates, Ltd.",
          "Halfpenny Books",
          "Ibis Row",
          "Kestrel House",
          "Lanternfish",
          "Morrow & Daughters",
          "Ninth Shelf",
          "Pavement Classics",
          "Ravelin University Press",
          "Tidewater Paperbacks");

  /** Authors that books name, but the vendor's authors leave out. */
  static final List<String> UNKNOWN_AUTHORS =
      List.of("Ottoline Vesper-Gray", "Prof. Lucan Mireaux-Holt", "Tamsin Aldous-Birk");

  static final List<String> AUTHOR_FIRST_NAMES =
      words(
          "Adela Albrecht Anselm Aurelie Bastian Beatrix Callum Cosima Dagny Desmond Elodie Emeric "
              + "Fenna Florian Gideon Greta Hadrian Imogen Ingmar Jocasta Jørgen Katalin Leopold "
              + "Linnea Magnus Maëlle Noor Octavia Pelagia Quentin Rosalind Sigrid Soraya Tiberius "
              + "Ulrike Valentin Wilhelmina Xanthe Yusuf Zdeněk");

  static final List<String> AUTHOR_LAST_NAMES =
      words(
          "Abernathie Ashgrove Bellweather Brandtner Carrowmore Coldwater Dunmere Drăgulescu "
              + "Eastlake Fairbourne Farrowgate Giordello Grünwalder Hathersedge Hollowell "
              + "Ironmonger Jessamine Kirkhaven Langstrom Lindqvist Marchbanks Merriwether "
              + "Nightingall O'Brannigan Oakshotte Pemberley Quillfeather Rosenholm Rothwyck "
              + "Saltmarsh Silvergate Tarrington Thornbury Underhay Vandermeer Wainscott "
              + "Whitlocke Wolfsberg Yarrowby Zimmerling");

  /** What the vendor calls a nation; its slug is the same in small letters with hyphens. */
  static final List<String> NATIONALITIES =
      List.of(
          "Argentines",
          "Basques",
          "Bhutanese",
          "Bolivians",
          "Catalans",
          "Cape Verdeans",
          "Estonians",
          "Ghanaians",
          "Icelanders",
          "Indonesians",
          "Irish",
          "Koreans",
          "Lebanese",
          "Maltese",
          "Mongolians",
          "New Zealanders",
          "Norwegians",
          "Peruvians",
          "Portuguese",
          "Scots",
          "Senegalese",
          "Slovenes",
          "Sri Lankans",
          "Tunisians",
          "Vietnamese");

  static final List<String> LANGUAGES =
      words(
          "Basque Bengali Catalan Czech Danish English Estonian Finnish French German Hausa "
              + "Hindi Icelandic Japanese Korean Maltese Portuguese Quechua Swahili Tamil Turkish "
              + "Ukrainian Welsh Yoruba");

  static final List<String> USER_FIRST_NAMES =
      words(
          "Aiko Alma Bram Bruno Carmen Chidi Dalia Dario Edda Emil Femke Fritz Giulia Gustav "
              + "Hanna Hugo Ilse Ivo Jana Jonas Kaja Kofi Lea Luis Mira Milan Nadia Nils Olga "
              + "Oskar Paula Piet Renata Ruben Selma Stefan Thea Tomás Vera Zoë");

  static final List<String> USER_LAST_NAMES =
      words(
          "Ahlström Aydın Bakker Bergfeld Castellan Dorn Eklund Falk Fontaine Gruber Haverkamp "
              + "Hofer Ibarra Jansky Kaltenbach Keller Kowalczyk Lindner Marquez Meinert Moreau "
              + "Nakagawa Novotny O'Keeffe Okonjo Pohl Quast Reuter Rinaldi Sandoval Schilling "
              + "Sørby Strand Tamm Thorsen Uhlig Vasquez Wendland Yilmaz Zielke");

  /** Names that nobody can own (RFC 2606). */
  static final List<String> MAIL_DOMAINS =
      words(
          "post.example letterbox.example brook-linden.example nord-mail.example "
              + "harbour.example quince.example tram7.example kiosk-weber.example");

  static final List<String> OPINIONS =
      words(
          "ample apt bold brisk calm clever dense droll earnest faint fierce grand hasty honest "
              + "keen lavish lean long murky odd plain rare rich sharp slow smooth sober stiff "
              + "strange tender vivid warm");

  static final List<String> ASPECTS =
      words(
          "acting casting chapters colour costumes dialogue ending endpapers finale framing "
              + "humour lighting middle mood music opening pacing plot prose rhythm scenery score "
              + "sound story stunts style suspense tempo tone twists verdict voices");

  private Words() {}

  private static List<String> words(String line) {
    return List.of(line.split(" ", -1));
  }
}
