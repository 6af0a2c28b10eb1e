### What people read about a decision of vetting.

vetting-person-looks = Naar zo'n aanvraag kijkt een mens, meestal binnen { $days ->
        [one] 1 werkdag
       *[other] { $days } werkdagen
    }.

vetting-kept-from-partners = De regels kunnen niet uitmaken of de klant in aanmerking komt.
    .next = Een brief van de instelling of een geldige accreditatie versnelt de behandeling.

vetting-qualification-not-settable = Deze kwalificatie kan niet worden aangevraagd.
    .next = Vraag Education, GovernmentCommunityCloud of StateOwnedEntity aan.

vetting-input-segment = Het opgegeven onderwijssegment is niet bekend.
    .next = Geef K12 of HigherEducation op, of laat het weg.

vetting-input-country = Wat als land is opgegeven, is geen landcode van ISO 3166.
    .next = Geef de twee letters van het land op, zoals PL, of de drie letters, zoals POL, of laat het weg.
    .check-1 = Vraag naar het land waarin de instelling haar adres heeft.

vetting-input-name = De klant heeft geen officiële naam.
    .next = Zet in companyName van het factureringsprofiel de naam waaronder de instelling is geregistreerd.
    .check-1 = Vraag naar de geregistreerde naam van de instelling.

vetting-input-ip = Een IP-adres is geen domein, zodat er niets over kan worden opgezocht.
    .next = Geef de website van de instelling op, of een e-mailadres in haar eigen domein.
    .check-1 = Vraag naar het eigen domein van de instelling.

vetting-input-public-suffix = Het opgegeven domein is een publiek achtervoegsel: daaronder staan veel organisaties, en het is van geen van hen.
    .next = Geef de eigen naam van de instelling daaronder op.
    .check-1 = Vraag naar het eigen domein van de instelling.

vetting-input-reserved = Het opgegeven domein is een gereserveerde naam, die niemand kan registreren.
    .next = Geef de website van de instelling op, of een e-mailadres in haar eigen domein.
    .check-1 = Vraag naar het eigen domein van de instelling.

vetting-input-single = Eén woord is geen domein.
    .next = Geef het volledige domein van de instelling op, zoals school.example.
    .check-1 = Vraag naar het eigen domein van de instelling.

vetting-input-host = In wat als website of e-mailadres is opgegeven, staat geen domein dat kan worden opgezocht.
    .next = Geef de website van de instelling op als URL, en een e-mailadres in haar eigen domein.
    .check-1 = Lees de gegevens zoals ze zijn opgegeven en vraag naar het eigen domein van de instelling.

vetting-already-qualified = De klant heeft deze kwalificatie al.
    .next = Er hoeft niets te gebeuren.

vetting-qualification-conflict = De klant heeft een kwalificatie die niet met deze samengaat.
    .next = Ga na welke kwalificatie de klant moet hebben. Een toegekende kwalificatie kan niet worden teruggenomen.

vetting-listed-not-eligible = Een eerdere bevinding ({ $source }) zegt dat { $name } met { $host } niet in aanmerking komt voor onderwijsprijzen.
    .next = Als die bevinding achterhaald is, maak dan bezwaar en stuur een geldige accreditatie of een brief van het ministerie.

vetting-listed-not-eligible-since = Een eerdere bevinding ({ $source }, { DATETIME($since, dateStyle: "medium") }) zegt dat { $name } met { $host } niet in aanmerking komt voor onderwijsprijzen.
    .next = Als die bevinding achterhaald is, maak dan bezwaar en stuur een geldige accreditatie of een brief van het ministerie.

vetting-no-domain = Er is geen website, e-mailadres of domein opgegeven, zodat { $name } niet kon worden opgezocht.
    .next = Geef de website van de instelling op, of een e-mailadres in haar eigen domein.
    .check-1 = Vraag naar het eigen domein van de instelling.
    .check-2 = Zoek { $name } in het register van haar land.

vetting-disposable = { $host } is een dienst voor wegwerppostvakken. Geef de eigen website van de instelling op, of het domein van haar e-mail.
    .next = Vraag het daarna opnieuw aan: deze aanvraag telt niet als poging.

vetting-free-mail = { $host } is een openbare postvakdienst. Geef de eigen website van de instelling op, of het domein van haar e-mail.
    .next = Vraag het daarna opnieuw aan: deze aanvraag telt niet als poging.

vetting-overbroad-listing = { $host } staat in een lijst voor onderwijs, maar wordt ook door anderen dan de instelling gebruikt.
    .next = Een e-mailadres in een eigen domein van de instelling versnelt de behandeling.
    .check-1 = Is het domein dat van een portaal, een provider of een stad met veel gebruikers?
    .check-2 = Waaruit blijkt dat { $name } zelf achter de aanvraag staat?

vetting-no-own-domain = { $host } is een naam die elke tenant van Microsoft heeft. Hij bewijst niets over { $name }.
    .next = Geef de website van de instelling op, of een e-mailadres in haar eigen domein.
    .check-1 = Vraag naar het eigen domein van de instelling.

vetting-idn = { $host } bevat letters met tekens of van een ander schrift (schrift: { $script }), die een andere naam kunnen nabootsen.
    .next = Als de instelling ook een domein in gewone letters heeft, geef dat dan op.
    .check-1 = Lees de punycode en de namen van de schriften. Bootst de naam een andere na?

vetting-idn-own-letters = { $host } bevat letters met tekens of van een ander schrift (schrift: { $script }). De talen van het land ({ COUNTRY($home) }) worden ermee geschreven, zodat dit geen verdenking is; het domein wordt alleen met de naam van de instelling vergeleken.
    .next = Er hoeft niets te worden gestuurd. Als de instelling ook een domein in gewone letters heeft, versnelt dat de behandeling.
    .check-1 = Staat het domein voor { $name }? Letters van de eigen talen van het land zijn geen reden tot twijfel.

vetting-personal-page = De opgegeven website is de pagina van een persoon. Zij toont wie de persoon is, niet wat de instelling is.
    .next = Geef de eigen startpagina van de instelling op.
    .check-1 = Spreekt de persoon namens { $name }?

vetting-stoplisted = Van postvakken bij { $host } is bekend dat ze niet namens een instelling spreken.
    .next = Een e-mailadres van het personeel van de instelling, of haar hoofdwebsite, versnelt de behandeling.
    .check-1 = De vermelding in de lijst gaat over postvakken, niet over het recht op de kwalificatie. Is { $name } de instelling zelf?
    .check-2 = Wie schrijft vanuit het domein: personeel, studenten, alumni of iemand anders?

vetting-abused = Postvakken bij { $host } zijn eerder misbruikt. Dat zegt niets over de vraag of { $name } in aanmerking komt.
    .next = Een brief van de instelling of een geldige accreditatie versnelt de behandeling.
    .check-1 = De instelling kan heel goed echt zijn: wijs niet af vanwege de misbruiklijst.
    .check-2 = Komt het adres in de aanvraag overeen met dat in het register van de instelling?

vetting-members-mail = { $host } geeft studenten, alumni of gasten van een instelling een postvak, zodat het niet toont dat de instelling zelf de aanvraag doet.
    .next = Een e-mailadres van het personeel van de instelling, of haar hoofdwebsite, versnelt de behandeling.
    .check-1 = Wie schrijft vanuit het domein: personeel, studenten, alumni of iemand anders?
    .check-2 = Waaruit blijkt dat { $name } zelf achter de aanvraag staat?

vetting-country-mismatch = Het land van het adres is { COUNTRY($country) }, en { $host } is voor instellingen van een ander land: { COUNTRY($evidence_country) }.
    .next = Controleer het land in het factureringsprofiel, of geef een domein van de instelling in dat land op.
    .check-1 = Is het een vestiging in het buitenland, een verkeerd adres of het domein van iemand anders?

vetting-country-mismatch-listings = { $host } staat in lijsten bij instellingen van twee landen: { COUNTRY($evidence_country) } en { COUNTRY($second_country) }.
    .next = Er hoeft niets te worden gestuurd. Een document dat toont waar de instelling is, versnelt de behandeling.
    .check-1 = Welke van de twee is { $name }: een vestiging in het buitenland of een andere instelling?

vetting-gov-school-district = { $host } staat in het .gov-register op naam van het schooldistrict { $listed }.
    .next = Er hoeft niets te gebeuren.

vetting-name-mismatch = De naam die bij { $host } staat, is { $listed }; u hebt { $name } opgegeven. In lijsten staat vaak de Engelse naam van een instelling.
    .next = Er hoeft niets te worden gestuurd. Als de instelling een Engelse naam heeft, versnelt die de behandeling.
    .check-1 = Is { $name } een vroegere, vertaalde of korte naam van de instelling in de lijst?
    .check-2 = Is { $name } een deel ervan, een bedrijf dat ervoor werkt, of iemand anders?

vetting-name-mismatch-government = De naam die in het .gov-register bij { $host } staat, is { $listed }; u hebt { $name } opgegeven.
    .next = Er hoeft niets te worden gestuurd. Als beide hetzelfde orgaan zijn, versnelt een document met beide namen de behandeling.
    .check-1 = Is { $name } een deel van het orgaan in het register, of een vroegere of korte naam ervan?
    .check-2 = Is { $name } een bedrijf dat ervoor werkt, of iemand anders?

vetting-segment-mismatch = Het bewijs bij { $host } wijst op een ander soort school dan { $segment }.
    .next = Controleer educationSegment: K12 is voor scholen tot en met het voortgezet onderwijs, HigherEducation voor universiteiten en hogescholen.
    .check-1 = Tot welk segment behoort { $name }?

vetting-segment-mismatch-listings = { $host } staat in lijsten zowel als school tot en met het voortgezet onderwijs als als universiteit of hogeschool.
    .next = Er hoeft niets te worden gestuurd. De naam waaronder { $name } als een van beide in het register staat, versnelt de behandeling.
    .check-1 = Tot welk segment behoort { $name }?

vetting-gov-domain = { $host } is van een overheidsorgaan, dat zelf geen school is.
    .next = Als het scholen heeft, geef dan de naam op waaronder de scholen zijn geregistreerd; vraag voor overheidsprijzen GovernmentCommunityCloud aan.
    .check-1 = Is het een bestuurskantoor of een schoolbestuur?

vetting-military = { $host } is van het leger.
    .next = Stuur de accreditatie van de school.
    .check-1 = Is het een geaccrediteerde instelling of een trainingseenheid?

vetting-shared-platform = { $host } is een naam op een platform waarop iedereen er een kan hebben. Hij bewijst niets over { $name }.
    .next = Geef het eigen domein van de instelling op.
    .check-1 = Vraag naar het eigen domein van de instelling.
    .check-2 = Zoek { $name } in het register van haar land.

vetting-shared-platform-listed = { $host } staat in een lijst als { $listed }, maar ook anderen dan de instelling hebben daar een naam.
    .next = Een e-mailadres in een eigen domein van de instelling versnelt de behandeling.
    .check-1 = Is { $name } de instelling in de lijst, of een andere gebruiker van het platform?
    .check-2 = Waaruit blijkt dat { $name } zelf achter de aanvraag staat?

vetting-affiliate-or-non-teaching = De naam { $name } bevat een woord voor iets dat op zichzelf geen onderwijs is: { $word }.
    .next = Stuur iets waaruit blijkt dat de organisatie een instelling is, of volledig van een instelling is en door haar wordt geleid.
    .check-1 = Is het een instelling, een deel ervan of een organisatie eromheen?
    .check-2 = Openbare bibliotheken en musea hebben eigen voorwaarden.

vetting-library = { $host } is in de ruimte van openbare bibliotheken, die eigen voorwaarden hebben.
    .next = Stuur iets waaruit blijkt dat de bibliotheek open is voor alle inwoners.
    .check-1 = Is de bibliotheek gratis open voor alle inwoners?

vetting-edu-dataset = { $host } staat als { $listed } in deze bron: { $source }; wij beschouwen { $listed } en { $name } als dezelfde instelling.
    .next = Er hoeft niets te gebeuren.

vetting-edu-dataset-same-name = { $host } staat als { $listed } in deze bron: { $source }; dat is de naam die u hebt opgegeven.
    .next = Er hoeft niets te gebeuren.

vetting-listed-not-teaching = { $host } staat als { $listed } in deze bron: { $source }; die naam wijst eerder op onderzoek dan op onderwijs.
    .next = Een accreditatie als onderwijsinstelling, of het register waarin { $name } staat, versnelt de behandeling.
    .check-1 = Geeft { $name } onderwijs met graden of diploma's, of is het een onderzoeksinstituut?

vetting-suffix-itself = { $host } is een achtervoegsel waaronder veel instellingen staan. Het is van geen van hen.
    .next = Geef de eigen naam van de instelling daaronder op.
    .check-1 = Vraag naar het eigen domein van de instelling.

vetting-name-belongs-to-other-domain = Een instelling met de naam { $name } staat in een lijst met een ander domein dan { $host }.
    .next = Geef het hoofddomein van de instelling op, of stuur iets waaruit blijkt dat { $host } ook van haar is.
    .check-1 = Kent de instelling met die naam het opgegeven domein?

vetting-name-implausible = { $host } staat onder .{ $suffix }, waar ook anderen dan instellingen een naam kunnen hebben, en uit de naam { $name } blijkt niet dat het een instelling is.
    .next = Geef de volledige geregistreerde naam op, of stuur de accreditatie.
    .check-1 = Wat is { $name }: een school, een wetenschappelijk genootschap, een kantoor of iets anders?

vetting-name-implausible-research = { $host } staat onder .{ $suffix }, waar ook anderen dan instellingen een naam kunnen hebben, en de naam { $name } bevat een woord voor onderzoek of een wetenschappelijk genootschap, en niet voor onderwijs: { $word }.
    .next = Een accreditatie als onderwijsinstelling versnelt de behandeling.
    .check-1 = Geeft { $name } onderwijs met graden of diploma's, of is het een onderzoeksinstituut of een wetenschappelijk genootschap?

vetting-name-implausible-government = { $host } staat onder .{ $suffix }, dat voor organen van de overheid van de VS is, en uit de naam { $name } blijkt niet welk orgaan het is.
    .next = Geef de volledige officiële naam van het orgaan op, of de wet of het besluit waarbij het is opgericht.
    .check-1 = Wat is { $name }: een overheidsorgaan van het soort waarvoor het achtervoegsel is, een deel ervan, of een bedrijf dat ervoor werkt?

vetting-name-implausible-locality = { $host } is een naam voor de overheidsorganen van een plaats in de VS, en { $name } is niet duidelijk de naam van zo'n orgaan.
    .next = Geef de volledige officiële naam van het orgaan met de naam van de plaats op, zoals City of Springfield.
    .check-1 = Is { $name } het orgaan van die plaats, een deel ervan of iemand anders?

vetting-edu-suffix-a = { $host } staat onder .{ $suffix }, waar alleen onderwijsinstellingen worden toegelaten, en { $name } is een aannemelijke naam ervoor.
    .next = Er hoeft niets te gebeuren.

vetting-edu-suffix-b = { $host } staat onder .{ $suffix }, waar de beheerder zijn leden controleert, en { $name } is de naam van een instelling.
    .next = Er hoeft niets te gebeuren.

vetting-edu-no-evidence = Wij hebben { $name } met { $host } in deze bronnen gezocht en niet gevonden: { $registers }. Iedereen kan een naam als { $host } registreren, zodat die op zichzelf niets bewijst.
    .next = Documenten versnellen de behandeling: de accreditatie, een brief van het ministerie of de vermelding in het scholenregister. Voeg ze toe aan de beoordeling van de aanvraag, als PDF, PNG of JPEG.
    .check-1 = Zoek { $name } in het register van haar land.
    .check-2 = Horen de website, het domein van de e-mail en het adres bij elkaar?

vetting-edu-no-evidence-no-lists = Deze installatie heeft geen lijst van instellingen waarin zij { $name } met { $host } kan zoeken, en { $host } op zichzelf bewijst niets.
    .next = Documenten versnellen de behandeling: de accreditatie, een brief van het ministerie of de vermelding in het scholenregister. Voeg ze toe aan de beoordeling van de aanvraag, als PDF, PNG of JPEG.
    .check-1 = Zoek { $name } in het register van haar land.
    .check-2 = Horen de website, het domein van de e-mail en het adres bij elkaar?

vetting-gcc-code-missing = Government Community Cloud vereist een validatiecode.
    .next = Geef de code op die u voor deze klant is verstrekt.

vetting-gcc-code-unknown = Deze validatiecode is niet van u.
    .next = Controleer de code; in de lijst van uw codes staan ze allemaal.

vetting-gcc-code-exhausted = Deze validatiecode heeft geen eenheden meer.
    .next = Vraag om een andere code.

vetting-gcc-code-org-mismatch = De validatiecode is verstrekt voor een andere organisatie dan { $name }.
    .next = Controleer of de juiste code is gebruikt.
    .check-1 = Is de code verstrekt voor een orgaan waartoe { $name } behoort?

vetting-gcc-not-us = Geen orgaan van de overheid van de VS: het land van het adres is { COUNTRY($country) }, en Government Community Cloud is voor organen van de Verenigde Staten.
    .next = Er hoeft niets te gebeuren, tenzij het land van het adres verkeerd is.

vetting-gcc-not-us-host = Geen orgaan van de overheid van de VS: { $host } is voor organen van een ander land of van meerdere landen, en Government Community Cloud voor die van de Verenigde Staten.
    .next = Er hoeft niets te gebeuren, tenzij het orgaan een domein van de overheid van de VS heeft.

vetting-gov-registry = { $host } staat in het .gov-register op naam van { $listed }.
    .next = Er hoeft niets te gebeuren.

vetting-gov-not-in-registry = { $host } staat niet in het .gov-register.
    .next = Controleer hoe het domein is geschreven.
    .check-1 = Is het domein nieuw, verlopen of verkeerd geschreven?

vetting-gov-suffix = { $host } staat onder .{ $suffix }, dat alleen organen van de overheid van de VS hebben, en { $name } is de naam van zo'n orgaan.
    .next = Er hoeft niets te gebeuren.

vetting-gov-locality = { $host } is de naam van een plaats in de VS, en { $name } is het orgaan van die plaats.
    .next = Er hoeft niets te gebeuren.

vetting-gov-private-body = De naam { $name } bevat een woord voor een private organisatie naast die waarvan { $host } is: { $word }.
    .next = Als zij deel van de overheid is, stuur dan de wet of het besluit waaruit dat blijkt. Houders van gereguleerde gegevens tonen dat met hun contracten.
    .check-1 = Is { $name } een deel van het orgaan dat het domein heeft, of een bedrijf of vereniging daarnaast?

vetting-gov-no-evidence = Niets van wat wij weten zegt dat { $name } met { $host } een orgaan van de overheid van de VS is.
    .next = Geef het .gov-domein van het orgaan op. Opdrachtnemers en houders van gereguleerde gegevens sturen de documenten die dat tonen.
    .check-1 = Is het een overheidsorgaan met een ander domein, een FFRDC of een houder van gereguleerde gegevens?

vetting-gov-no-evidence-no-host = Er is geen website, e-mailadres of domein opgegeven waaruit blijkt dat { $name } een orgaan van de overheid van de VS is.
    .next = Geef het .gov-domein van het orgaan op. Opdrachtnemers en houders van gereguleerde gegevens sturen de documenten die dat tonen.
    .check-1 = Is het een overheidsorgaan met een ander domein, een FFRDC of een houder van gereguleerde gegevens?

vetting-soe-attested = De verklaring van staatseigendom is vastgelegd. Zij is niet onderzocht.
    .next = Er hoeft niets te gebeuren.

vetting-control-unproven = Alleen de website { $host } spreekt voor { $name }, en iedereen kan een website opgeven.
    .next = Stel een e-mailadres in het eigen domein van de instelling in, of toon aan dat u het beheert.
    .check-1 = Hoort de persoon die de aanvraag doet bij { $name }?

vetting-control-unproven-strict = { $host } spreekt voor { $name }, maar niets bewijst dat de aanvrager het beheert, en deze installatie vraagt daarom.
    .next = Er hoeft niets te worden gestuurd. Een brief van de instelling die deze aanvraag noemt, versnelt de behandeling.
    .check-1 = Hoort de persoon die de aanvraag doet bij { $name }?

vetting-duplicate-claim = Education is al goedgekeurd voor een andere klant van u met het domein van { $host }.
    .next = Als beide bij één instelling horen, zeg dat dan tegen de beoordelaar.
    .check-1 = Zijn beide klanten delen van dezelfde instelling?

vetting-stale-evidence = Wat in { $source } voor { $name } spreekt, is ouder dan deze installatie toestaat.
    .next = Er hoeft niets te gebeuren; een geldige accreditatie versnelt de behandeling.
    .check-1 = Staat { $name } daar nog?

vetting-policy-fixed = Deze installatie beslist over alle aanvragen hetzelfde.
    .next = Vraag het de beheerder ervan.

vetting-operator-decision = Een mens bij de beheerder heeft beslist.
    .next = Vraag de beheerder naar de redenen.

vetting-review-decision = Een beoordelaar heeft beslist.
    .next = Lees de beoordeling: daarin staan de reden en de termijn voor bezwaar.

vetting-info-not-provided = Wat een beoordelaar vroeg, is niet op tijd aangekomen.
    .next = Dien de aanvraag opnieuw in, met wat er werd gevraagd.

vetting-reverification-due = Er wordt nagegaan of de goedkeuring nog geldt.
    .next = Antwoord als er iets wordt gevraagd.

vetting-sandbox-scripted = De sandbox kreeg deze uitkomst door de host van het e-mailadres van de klant.
    .next = `qualify sandbox magic` noemt de hosts die dat doen.
