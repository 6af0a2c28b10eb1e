### What people read about a decision of vetting.

vetting-person-looks = Az ilyen kérelmet ember vizsgálja meg, általában { $days ->
        [one] 1 munkanapon
       *[other] { $days } munkanapon
    } belül.

vetting-kept-from-partners = A szabályok alapján nem dönthető el, hogy az ügyfél megfelel-e a feltételeknek.
    .next = Az intézmény levele vagy érvényes akkreditáció gyorsítja az ügyet.

vetting-qualification-not-settable = Ez a minősítés nem kérhető.
    .next = Kérje ezek egyikét: Education, GovernmentCommunityCloud vagy StateOwnedEntity.

vetting-input-segment = A megadott oktatási szegmens nem ismert.
    .next = Adja meg, hogy K12 vagy HigherEducation, vagy hagyja üresen.

vetting-input-country = Amit országként megadtak, az ISO 3166 szerint nem országkód.
    .next = Adja meg az ország két betűjét, például PL, vagy három betűjét, például POL, vagy hagyja üresen.
    .check-1 = Kérdezze meg, melyik országban van az intézmény címe.

vetting-input-name = Az ügyfélnek nincs hivatalos neve.
    .next = Írja a számlázási profil companyName mezőjébe azt a nevet, amelyen az intézményt bejegyezték.
    .check-1 = Kérdezze meg az intézmény bejegyzett nevét.

vetting-input-ip = Az IP-cím nem tartomány, ezért semmi nem kereshető róla.
    .next = Adja meg az intézmény webhelyét vagy egy e-mail-címet a saját tartományában.
    .check-1 = Kérdezze meg az intézmény saját tartományát.

vetting-input-public-suffix = A megadott tartomány nyilvános utótag: sok szervezet van alatta, és egyiküké sem.
    .next = Adja meg az intézmény saját nevét ez alatt az utótag alatt.
    .check-1 = Kérdezze meg az intézmény saját tartományát.

vetting-input-reserved = A megadott tartomány fenntartott név, amelyet senki nem jegyezhet be.
    .next = Adja meg az intézmény webhelyét vagy egy e-mail-címet a saját tartományában.
    .check-1 = Kérdezze meg az intézmény saját tartományát.

vetting-input-single = Egyetlen szó nem tartomány.
    .next = Adja meg az intézmény teljes tartományát, például school.example.
    .check-1 = Kérdezze meg az intézmény saját tartományát.

vetting-input-host = A webhelyként vagy e-mail-címként megadott szövegben nincs olyan tartomány, amely megkereshető.
    .next = Adja meg az intézmény webhelyét URL-ként, és egy e-mail-címet a saját tartományában.
    .check-1 = Olvassa el az adatokat úgy, ahogy megadták őket, és kérdezze meg az intézmény saját tartományát.

vetting-already-qualified = Az ügyfélnek már megvan ez a minősítése.
    .next = Nincs teendő.

vetting-qualification-conflict = Az ügyfélnek olyan minősítése van, amely ezzel nem fér össze.
    .next = Ellenőrizze, melyik minősítése legyen az ügyfélnek. A megadott minősítés nem vonható vissza.

vetting-listed-not-eligible = Egy korábbi megállapítás ({ $source }) szerint { $name } a(z) { $host } tartománnyal nem jogosult oktatási árakra.
    .next = Ha ez a megállapítás elavult, fellebbezzen, és küldjön érvényes akkreditációt vagy minisztériumi levelet.

vetting-listed-not-eligible-since = Egy korábbi megállapítás ({ $source }, { DATETIME($since, dateStyle: "medium") }) szerint { $name } a(z) { $host } tartománnyal nem jogosult oktatási árakra.
    .next = Ha ez a megállapítás elavult, fellebbezzen, és küldjön érvényes akkreditációt vagy minisztériumi levelet.

vetting-no-domain = Nem adtak meg webhelyet, e-mail-címet vagy tartományt, ezért az intézményről semmi nem volt kereshető: { $name }.
    .next = Adja meg az intézmény webhelyét vagy egy e-mail-címet a saját tartományában.
    .check-1 = Kérdezze meg az intézmény saját tartományát.
    .check-2 = Keresse meg az országa nyilvántartásában: { $name }.

vetting-disposable = A(z) { $host } eldobható postafiókok szolgáltatása. Adja meg az intézmény saját webhelyét vagy e-mailjének tartományát.
    .next = Ezután kérje újra: ez a kérelem nem számít próbálkozásnak.

vetting-free-mail = A(z) { $host } nyilvános postafiók-szolgáltatás. Adja meg az intézmény saját webhelyét vagy e-mailjének tartományát.
    .next = Ezután kérje újra: ez a kérelem nem számít próbálkozásnak.

vetting-overbroad-listing = A(z) { $host } szerepel egy oktatási listán, de az intézményen kívül mások is használják.
    .next = Egy e-mail-cím az intézmény saját tartományában gyorsítja az ügyet.
    .check-1 = Portál, szolgáltató vagy sok felhasználós város tartománya?
    .check-2 = Mi mutatja, hogy a kérelem mögött maga az intézmény áll: { $name }?

vetting-no-own-domain = A(z) { $host } olyan név, amilyen minden Microsoft-bérlőnek van. Semmit nem bizonyít erről: { $name }.
    .next = Adja meg az intézmény webhelyét vagy egy e-mail-címet a saját tartományában.
    .check-1 = Kérdezze meg az intézmény saját tartományát.

vetting-idn = A(z) { $host } ékezetes vagy más írású betűket tartalmaz (írás: { $script }), amelyek egy másik nevet utánozhatnak.
    .next = Ha az intézménynek van ékezet nélküli latin betűs tartománya is, adja meg azt.
    .check-1 = Olvassa el a punycode alakot és az írások nevét. Másik nevet utánoz a név?

vetting-idn-own-letters = A(z) { $host } ékezetes vagy más írású betűket tartalmaz (írás: { $script }). Az ország ({ COUNTRY($home) }) nyelveit ezekkel írják, ezért ez nem gyanús; a tartományt csak összevetik az intézmény nevével.
    .next = Nem kell semmit küldeni. Ha az intézménynek van ékezet nélküli latin betűs tartománya is, az gyorsítja az ügyet.
    .check-1 = Megfelel a tartomány ennek a névnek: { $name }? Az ország saját nyelveinek betűi nem adnak okot kételyre.

vetting-personal-page = A megadott webhely egy személy oldala. Azt mutatja, ki a személy, nem azt, mi az intézmény.
    .next = Adja meg az intézmény saját kezdőlapját.
    .check-1 = A személy az intézmény nevében beszél: { $name }?

vetting-stoplisted = A(z) { $host } postafiókjairól tudható, hogy nem egy intézmény nevében beszélnek.
    .next = Az intézmény munkatársainak e-mail-címe vagy az intézmény fő webhelye gyorsítja az ügyet.
    .check-1 = A lista bejegyzése postafiókokról szól, nem jogosultságról. Maga az intézmény ez: { $name }?
    .check-2 = Ki ír a tartományból: munkatársak, hallgatók, volt hallgatók vagy valaki más?

vetting-abused = A(z) { $host } postafiókjaival korábban visszaéltek. Ez semmit nem mond arról, hogy megfelel-e a feltételeknek: { $name }.
    .next = Az intézmény levele vagy érvényes akkreditáció gyorsítja az ügyet.
    .check-1 = Az intézmény valódi is lehet: ne utasítsa el a visszaélési lista miatt.
    .check-2 = Megegyezik a kérelemben szereplő cím az intézmény nyilvántartásában lévővel?

vetting-members-mail = A(z) { $host } egy intézmény hallgatóinak, volt hallgatóinak vagy vendégeinek ad postafiókot, ezért nem mutatja, hogy maga az intézmény kéri.
    .next = Az intézmény munkatársainak e-mail-címe vagy az intézmény fő webhelye gyorsítja az ügyet.
    .check-1 = Ki ír a tartományból: munkatársak, hallgatók, volt hallgatók vagy valaki más?
    .check-2 = Mi mutatja, hogy a kérelem mögött maga az intézmény áll: { $name }?

vetting-country-mismatch = A cím országa: { COUNTRY($country) }, a(z) { $host } viszont másik ország intézményeié: { COUNTRY($evidence_country) }.
    .next = Ellenőrizze az országot a számlázási profilban, vagy adja meg az intézmény tartományát abban az országban.
    .check-1 = Külföldi részleg, hibás cím vagy valaki más tartománya?

vetting-country-mismatch-listings = A(z) { $host } listákon két ország intézményeinél szerepel: { COUNTRY($evidence_country) } és { COUNTRY($second_country) }.
    .next = Nem kell semmit küldeni. Egy dokumentum arról, hogy hol van az intézmény, gyorsítja az ügyet.
    .check-1 = A kettő közül melyik ez: { $name }? Külföldi részleg vagy másik intézmény?

vetting-gov-school-district = A(z) { $host } a .gov-nyilvántartásban ezé az iskolakörzeté: { $listed }.
    .next = Nincs teendő.

vetting-name-mismatch = A(z) { $host } mellett ez a név szerepel: { $listed }; a megadott név: { $name }. A listákon gyakran az intézmény angol neve áll.
    .next = Nem kell semmit küldeni. Ha az intézménynek van angol neve, az gyorsítja az ügyet.
    .check-1 = A listán szereplő intézmény korábbi, lefordított vagy rövid neve ez: { $name }?
    .check-2 = Annak része, neki dolgozó cég vagy valaki más: { $name }?

vetting-name-mismatch-government = A(z) { $host } mellett a .gov-nyilvántartásban ez a név szerepel: { $listed }; a megadott név: { $name }.
    .next = Nem kell semmit küldeni. Ha ugyanarról a szervről van szó, egy mindkét nevet tartalmazó dokumentum gyorsítja az ügyet.
    .check-1 = A nyilvántartásban szereplő szerv része, vagy annak korábbi vagy rövid neve: { $name }?
    .check-2 = Neki dolgozó cég vagy valaki más: { $name }?

vetting-segment-mismatch = A(z) { $host } bizonyítékai másfajta iskoláról szólnak, mint { $segment }.
    .next = Ellenőrizze az educationSegment mezőt: K12 a középfokig terjedő iskoláké, HigherEducation az egyetemeké és főiskoláké.
    .check-1 = Melyik szegmensbe tartozik: { $name }?

vetting-segment-mismatch-listings = A(z) { $host } listákon középfokig terjedő iskolaként és felsőoktatási intézményként is szerepel.
    .next = Nem kell semmit küldeni. Az a név, amelyen a kettő egyikeként a nyilvántartásban szerepel, gyorsítja az ügyet: { $name }.
    .check-1 = Melyik szegmensbe tartozik: { $name }?

vetting-gov-domain = A(z) { $host } egy kormányzati szervé, amely maga nem iskola.
    .next = Ha iskolákat tart fenn, adja meg azt a nevet, amelyen az iskolákat bejegyezték; kormányzati árakhoz kérje ezt: GovernmentCommunityCloud.
    .check-1 = Igazgatási hivatal vagy iskolák felügyelete?

vetting-military = A(z) { $host } a hadseregé.
    .next = Küldje el az iskola akkreditációját.
    .check-1 = Akkreditált intézmény vagy kiképző egység?

vetting-shared-platform = A(z) { $host } olyan platformon lévő név, ahol bárkinek lehet neve. Semmit nem bizonyít erről: { $name }.
    .next = Adja meg az intézmény saját tartományát.
    .check-1 = Kérdezze meg az intézmény saját tartományát.
    .check-2 = Keresse meg az országa nyilvántartásában: { $name }.

vetting-shared-platform-listed = A(z) { $host } egy listán így szerepel: { $listed }, de az intézményen kívül másoknak is van ott nevük.
    .next = Egy e-mail-cím az intézmény saját tartományában gyorsítja az ügyet.
    .check-1 = A listán szereplő intézmény vagy a platform másik felhasználója: { $name }?
    .check-2 = Mi mutatja, hogy a kérelem mögött maga az intézmény áll: { $name }?

vetting-affiliate-or-non-teaching = Ebben a névben: { $name } olyan szó van, amely önmagában nem tanítást jelent: { $word }.
    .next = Küldjön olyan iratot, amely mutatja, hogy a szervezet intézmény, vagy teljes egészében egy intézményé, és az vezeti.
    .check-1 = Intézmény, annak része vagy hozzá kapcsolódó szervezet?
    .check-2 = A nyilvános könyvtárakra és múzeumokra külön feltételek vonatkoznak.

vetting-library = A(z) { $host } a nyilvános könyvtárak terében van, amelyekre külön feltételek vonatkoznak.
    .next = Küldjön olyan iratot, amely mutatja, hogy a könyvtár minden lakos előtt nyitva áll.
    .check-1 = A könyvtár díjmentesen nyitva áll minden lakos előtt?

vetting-edu-dataset = A(z) { $host } így szerepel: { $listed }, ebben a forrásban: { $source }; úgy tekintjük, hogy { $listed } és { $name } ugyanaz az intézmény.
    .next = Nincs teendő.

vetting-edu-dataset-same-name = A(z) { $host } így szerepel: { $listed }, ebben a forrásban: { $source }; ez a megadott név.
    .next = Nincs teendő.

vetting-listed-not-teaching = A(z) { $host } így szerepel: { $listed }, ebben a forrásban: { $source }; ez a név inkább kutatásról szól, mint tanításról.
    .next = Oktatási helyként kapott akkreditáció, vagy az a nyilvántartás, amelyben szerepel, gyorsítja az ügyet: { $name }.
    .check-1 = Tanít, és ad fokozatot vagy bizonyítványt, vagy kutatóintézet: { $name }?

vetting-suffix-itself = A(z) { $host } olyan utótag, amely alatt sok intézmény van. Egyiküké sem.
    .next = Adja meg az intézmény saját nevét ez alatt az utótag alatt.
    .check-1 = Kérdezze meg az intézmény saját tartományát.

vetting-name-belongs-to-other-domain = Ilyen nevű intézmény: { $name } egy listán nem ezzel a tartománnyal szerepel: { $host }.
    .next = Adja meg az intézmény fő tartományát, vagy küldjön olyan iratot, amely mutatja, hogy ez is az övé: { $host }.
    .check-1 = Tud az ilyen nevű intézmény a megadott tartományról?

vetting-name-implausible = A(z) { $host } a .{ $suffix } alatt van, ahol nemcsak intézményeknek lehet neve, és a névből nem derül ki, hogy intézmény: { $name }.
    .next = Adja meg a teljes bejegyzett nevet, vagy küldje el az akkreditációt.
    .check-1 = Mi ez: { $name }? Iskola, tudományos társaság, hivatal vagy más?

vetting-name-implausible-research = A(z) { $host } a .{ $suffix } alatt van, ahol nemcsak intézményeknek lehet neve, és ebben a névben: { $name } olyan szó van, amely kutatást vagy tudományos társaságot jelent, nem tanítást: { $word }.
    .next = Oktatási helyként kapott akkreditáció gyorsítja az ügyet.
    .check-1 = Tanít, és ad fokozatot vagy bizonyítványt, vagy kutatóintézet vagy tudományos társaság: { $name }?

vetting-name-implausible-government = A(z) { $host } a .{ $suffix } alatt van, amely az Egyesült Államok kormányzati szerveié, és a névből nem derül ki, melyikük: { $name }.
    .next = Adja meg a szerv teljes hivatalos nevét, vagy azt a törvényt vagy határozatot, amely létrehozta.
    .check-1 = Mi ez: { $name }? Olyan közszerv, amelynek az utótag való, annak része vagy neki dolgozó cég?

vetting-name-implausible-locality = A(z) { $host } egy egyesült államokbeli település közszerveinek való név, és nem nyilvánvaló, hogy ez ilyen szerv neve: { $name }.
    .next = Adja meg a szerv teljes hivatalos nevét a település nevével, például City of Springfield.
    .check-1 = A település szerve, annak része vagy valaki más: { $name }?

vetting-edu-suffix-a = A(z) { $host } a .{ $suffix } alatt van, ahová csak oktatási intézményeket engednek be, és ez egy ilyen intézmény hihető neve: { $name }.
    .next = Nincs teendő.

vetting-edu-suffix-b = A(z) { $host } a .{ $suffix } alatt van, ahol a nyilvántartó ellenőrzi a tagjait, és ez egy intézmény neve: { $name }.
    .next = Nincs teendő.

vetting-edu-no-evidence = Ezt kerestük: { $name }, { $host }, ezekben a forrásokban: { $registers }; nem szerepel bennük. Olyan nevet, mint a(z) { $host }, bárki bejegyeztethet, ezért önmagában semmit nem bizonyít.
    .next = Dokumentumok gyorsítják az ügyet: az akkreditáció, a minisztérium levele vagy az iskolák nyilvántartásának bejegyzése. Csatolja őket a kérelem vizsgálatához PDF, PNG vagy JPEG formában.
    .check-1 = Keresse meg az országa nyilvántartásában: { $name }.
    .check-2 = Összetartozik a webhely, az e-mail tartománya és a cím?

vetting-edu-no-evidence-no-lists = Ennek a telepítésnek nincs olyan intézménylistája, amelyben ezt kereshetné: { $name }, { $host }; a(z) { $host } önmagában semmit nem bizonyít.
    .next = Dokumentumok gyorsítják az ügyet: az akkreditáció, a minisztérium levele vagy az iskolák nyilvántartásának bejegyzése. Csatolja őket a kérelem vizsgálatához PDF, PNG vagy JPEG formában.
    .check-1 = Keresse meg az országa nyilvántartásában: { $name }.
    .check-2 = Összetartozik a webhely, az e-mail tartománya és a cím?

vetting-gcc-code-missing = A Government Community Cloud minősítéshez érvényesítési kód kell.
    .next = Adja meg azt a kódot, amelyet ehhez az ügyfélhez adtak ki.

vetting-gcc-code-unknown = Ez az érvényesítési kód nem az Öné.
    .next = Ellenőrizze a kódot; a kódjai listáján mindegyik szerepel.

vetting-gcc-code-exhausted = Ennek az érvényesítési kódnak nincs több egysége.
    .next = Kérjen másik kódot.

vetting-gcc-code-org-mismatch = Az érvényesítési kódot nem ennek a szervezetnek adták ki: { $name }.
    .next = Ellenőrizze, hogy a megfelelő kódot használták-e.
    .check-1 = Olyan szervnek adták ki a kódot, amelyhez tartozik: { $name }?

vetting-gcc-not-us = Nem az Egyesült Államok kormányzati szerve: a cím országa { COUNTRY($country) }, a Government Community Cloud pedig az Egyesült Államok szerveié.
    .next = Nincs teendő, hacsak a cím országa nem hibás.

vetting-gcc-not-us-host = Nem az Egyesült Államok kormányzati szerve: a(z) { $host } másik ország vagy több ország szerveié, a Government Community Cloud pedig az Egyesült Államokéié.
    .next = Nincs teendő, hacsak a szervnek nincs tartománya az Egyesült Államok kormányzatában.

vetting-gov-registry = A(z) { $host } a .gov-nyilvántartásban ezé a szervé: { $listed }.
    .next = Nincs teendő.

vetting-gov-not-in-registry = A(z) { $host } nincs a .gov-nyilvántartásban.
    .next = Ellenőrizze a tartomány írásmódját.
    .check-1 = Új, lejárt vagy hibásan írt a tartomány?

vetting-gov-suffix = A(z) { $host } a .{ $suffix } alatt van, amely csak az Egyesült Államok kormányzati szerveié, és ez egy ilyen szerv neve: { $name }.
    .next = Nincs teendő.

vetting-gov-locality = A(z) { $host } egy egyesült államokbeli település neve, és ez annak szerve: { $name }.
    .next = Nincs teendő.

vetting-gov-private-body = Ebben a névben: { $name } olyan szó van, amely magánszervezetet jelent amellett, amelyé a(z) { $host }: { $word }.
    .next = Ha a kormányzat része, küldje el azt a törvényt vagy határozatot, amely azzá tette. A szabályozott adatok birtokosai szerződéseikkel mutatják ezt meg.
    .check-1 = Annak a szervnek a része, amelyé a tartomány, vagy mellette működő cég vagy egyesület: { $name }?

vetting-gov-no-evidence = Semmi nem szól amellett, amit ismerünk, hogy az Egyesült Államok kormányzati szerve ez: { $name }, { $host }.
    .next = Adja meg a szerv .gov tartományát. A vállalkozók és a szabályozott adatok birtokosai az ezt mutató iratokat küldik el.
    .check-1 = Más tartományú közszerv, FFRDC vagy szabályozott adatok birtokosa?

vetting-gov-no-evidence-no-host = Nem adtak meg webhelyet, e-mail-címet vagy tartományt, amely mutatná, hogy az Egyesült Államok kormányzati szerve ez: { $name }.
    .next = Adja meg a szerv .gov tartományát. A vállalkozók és a szabályozott adatok birtokosai az ezt mutató iratokat küldik el.
    .check-1 = Más tartományú közszerv, FFRDC vagy szabályozott adatok birtokosa?

vetting-soe-attested = Az állami tulajdonról szóló nyilatkozatot rögzítettük. Nem vizsgáltuk.
    .next = Nincs teendő.

vetting-control-unproven = Csak a(z) { $host } webhely szól amellett, hogy ez az: { $name }, webhelyet pedig bárki megadhat.
    .next = Állítson be e-mail-címet az intézmény saját tartományában, vagy mutassa meg, hogy Ön kezeli azt.
    .check-1 = Ehhez az intézményhez tartozik a kérelmező: { $name }?

vetting-control-unproven-strict = A(z) { $host } amellett szól, hogy ez az: { $name }, de semmi nem bizonyítja, hogy a kérelmező kezeli, és ez a telepítés ezt kéri.
    .next = Nem kell semmit küldeni. Az intézmény levele, amely említi ezt a kérelmet, gyorsítja az ügyet.
    .check-1 = Ehhez az intézményhez tartozik a kérelmező: { $name }?

vetting-duplicate-claim = Az Education minősítést a(z) { $host } tartományával már jóváhagyták egy másik ügyfelének.
    .next = Ha mindkettő egy intézményhez tartozik, mondja meg a bírálónak.
    .check-1 = Ugyanannak az intézménynek a részei az ügyfelek?

vetting-stale-evidence = Ami ebben a forrásban: { $source } mellette szól, régebbi, mint amit ez a telepítés megenged: { $name }.
    .next = Nincs teendő; érvényes akkreditáció gyorsítja az ügyet.
    .check-1 = Szerepel még ott: { $name }?

vetting-policy-fixed = Ez a telepítés minden kérelemről egyformán dönt.
    .next = Kérdezze meg az üzemeltetőjét.

vetting-operator-decision = Az üzemeltető egy munkatársa döntött.
    .next = Kérdezze meg az okokat az üzemeltetőtől.

vetting-review-decision = Egy bíráló döntött.
    .next = Olvassa el az ügyet: abban van az ok és a fellebbezés határideje.

vetting-info-not-provided = Amit egy bíráló kért, nem érkezett meg időben.
    .next = Adja be újra a kérelmet azzal együtt, amit kértek.

vetting-reverification-due = Ellenőrzik, hogy érvényes-e még a jóváhagyás.
    .next = Válaszoljon, ha kérdeznek valamit.

vetting-sandbox-scripted = A tesztkörnyezet ezt az eredményt az ügyfél e-mailjének tartományából kapta.
    .next = A `qualify sandbox magic` felsorolja azokat a tartományokat, amelyek ezt teszik.
