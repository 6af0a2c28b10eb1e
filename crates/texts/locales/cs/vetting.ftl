### What people read about a decision of vetting.

vetting-person-looks = Takovou žádost posuzuje člověk, obvykle do { $days ->
        [one] 1 pracovního dne
        [few] { $days } pracovních dnů
        [many] { $days } pracovního dne
       *[other] { $days } pracovních dnů
    }.

vetting-kept-from-partners = Pravidla nedokážou určit, zda zákazník splňuje podmínky.
    .next = Dopis instituce nebo platná akreditace vyřízení urychlí.

vetting-qualification-not-settable = O tuto kvalifikaci nelze žádat.
    .next = Požádejte o Education, GovernmentCommunityCloud nebo StateOwnedEntity.

vetting-input-segment = Uvedený segment vzdělávání není známý.
    .next = Uveďte K12 nebo HigherEducation, nebo pole vynechte.

vetting-input-country = To, co bylo uvedeno jako země, není kód země podle ISO 3166.
    .next = Uveďte dvoupísmenný kód země, například PL, nebo třípísmenný, například POL, nebo pole vynechte.
    .check-1 = Zeptejte se na zemi, ve které má instituce adresu.

vetting-input-name = Zákazník nemá úřední název.
    .next = Do companyName ve fakturačním profilu zapište název, pod kterým je instituce registrována.
    .check-1 = Zeptejte se na registrovaný název instituce.

vetting-input-ip = Adresa IP není doména, takže k ní nelze nic vyhledat.
    .next = Uveďte web instituce nebo e-mailovou adresu v její vlastní doméně.
    .check-1 = Zeptejte se na vlastní doménu instituce.

vetting-input-public-suffix = Uvedená doména je veřejná přípona: pod ní je mnoho organizací a sama nepatří žádné z nich.
    .next = Uveďte vlastní název instituce pod touto příponou.
    .check-1 = Zeptejte se na vlastní doménu instituce.

vetting-input-reserved = Uvedená doména je vyhrazený název, který si nikdo nemůže registrovat.
    .next = Uveďte web instituce nebo e-mailovou adresu v její vlastní doméně.
    .check-1 = Zeptejte se na vlastní doménu instituce.

vetting-input-single = Jediné slovo není doména.
    .next = Uveďte celou doménu instituce, například school.example.
    .check-1 = Zeptejte se na vlastní doménu instituce.

vetting-input-host = V tom, co bylo uvedeno jako web nebo e-mailová adresa, není doména, kterou lze vyhledat.
    .next = Uveďte web instituce jako URL a e-mailovou adresu v její vlastní doméně.
    .check-1 = Přečtěte si údaje tak, jak byly uvedeny, a zeptejte se na vlastní doménu instituce.

vetting-already-qualified = Zákazník už tuto kvalifikaci má.
    .next = Není třeba nic dělat.

vetting-qualification-conflict = Zákazník má kvalifikaci, která se s touto neslučuje.
    .next = Ověřte, kterou kvalifikaci má zákazník mít. Nastavenou kvalifikaci nelze vzít zpět.

vetting-listed-not-eligible = Dřívější zjištění ({ $source }) říká, že { $name } s doménou { $host } nemá nárok na ceny pro vzdělávání.
    .next = Pokud je zjištění zastaralé, podejte odvolání a pošlete platnou akreditaci nebo dopis ministerstva.

vetting-listed-not-eligible-since = Dřívější zjištění ({ $source }, { DATETIME($since, dateStyle: "medium") }) říká, že { $name } s doménou { $host } nemá nárok na ceny pro vzdělávání.
    .next = Pokud je zjištění zastaralé, podejte odvolání a pošlete platnou akreditaci nebo dopis ministerstva.

vetting-no-domain = Nebyl uveden web, e-mailová adresa ani doména, takže instituci nebylo podle čeho vyhledat: { $name }.
    .next = Uveďte web instituce nebo e-mailovou adresu v její vlastní doméně.
    .check-1 = Zeptejte se na vlastní doménu instituce.
    .check-2 = Vyhledejte v rejstříku její země: { $name }.

vetting-disposable = { $host } je služba jednorázových schránek. Uveďte vlastní web instituce nebo doménu jejího e-mailu.
    .next = Potom požádejte znovu: tato žádost se nepočítá jako pokus.

vetting-free-mail = { $host } je veřejná služba schránek. Uveďte vlastní web instituce nebo doménu jejího e-mailu.
    .next = Potom požádejte znovu: tato žádost se nepočítá jako pokus.

vetting-overbroad-listing = { $host } je v seznamu vzdělávacích institucí, ale používají ji i jiní než instituce.
    .next = E-mailová adresa ve vlastní doméně instituce vyřízení urychlí.
    .check-1 = Je to doména portálu, poskytovatele nebo města s mnoha uživateli?
    .check-2 = Z čeho je vidět, že za žádostí stojí sama instituce: { $name }?

vetting-no-own-domain = { $host } je název, jaký má každý tenant Microsoftu. Nic neříká o instituci: { $name }.
    .next = Uveďte web instituce nebo e-mailovou adresu v její vlastní doméně.
    .check-1 = Zeptejte se na vlastní doménu instituce.

vetting-idn = { $host } obsahuje písmena s diakritikou nebo jiného písma (písmo: { $script }), která mohou napodobovat jiný název.
    .next = Pokud má instituce i doménu bez těchto písmen, uveďte ji.
    .check-1 = Přečtěte si zápis punycode a názvy písem. Napodobuje název jiný?

vetting-idn-own-letters = { $host } obsahuje písmena s diakritikou nebo jiného písma (písmo: { $script }). Jazyky této země ({ COUNTRY($home) }) se jimi píší, takže to není podezřelé; doména se pouze porovnává s názvem instituce.
    .next = Není třeba nic posílat. Pokud má instituce i doménu bez těchto písmen, vyřízení to urychlí.
    .check-1 = Odpovídá doména názvu { $name }? Písmena vlastních jazyků země nejsou důvodem k pochybnostem.

vetting-personal-page = Uvedený web je stránka osoby. Ukazuje, kdo je ta osoba, ne co je instituce.
    .next = Uveďte hlavní stránku instituce.
    .check-1 = Mluví tato osoba za instituci: { $name }?

vetting-stoplisted = O schránkách v doméně { $host } je známo, že za instituci nemluví.
    .next = E-mailová adresa zaměstnanců instituce nebo její hlavní web vyřízení urychlí.
    .check-1 = Záznam v seznamu mluví o schránkách, ne o nároku. Je to sama instituce: { $name }?
    .check-2 = Kdo z této domény píše: zaměstnanci, studenti, absolventi, nebo někdo jiný?

vetting-abused = Schránky v doméně { $host } už byly zneužity. O tom, zda { $name } splňuje podmínky, to nic neříká.
    .next = Dopis instituce nebo platná akreditace vyřízení urychlí.
    .check-1 = Instituce může být skutečná: nezamítejte žádost kvůli seznamu zneužití.
    .check-2 = Odpovídá adresa v žádosti adrese v rejstříku instituce?

vetting-members-mail = { $host } dává schránky studentům, absolventům nebo hostům instituce, takže neukazuje, že žádá sama instituce.
    .next = E-mailová adresa zaměstnanců instituce nebo její hlavní web vyřízení urychlí.
    .check-1 = Kdo z této domény píše: zaměstnanci, studenti, absolventi, nebo někdo jiný?
    .check-2 = Z čeho je vidět, že za žádostí stojí sama instituce: { $name }?

vetting-country-mismatch = Země adresy je { COUNTRY($country) }, ale { $host } je pro instituce jiné země: { COUNTRY($evidence_country) }.
    .next = Ověřte zemi ve fakturačním profilu, nebo uveďte doménu instituce v té zemi.
    .check-1 = Je to pobočka v zahraničí, chybná adresa, nebo doména někoho jiného?

vetting-country-mismatch-listings = { $host } je v seznamech u institucí dvou zemí: { COUNTRY($evidence_country) } a { COUNTRY($second_country) }.
    .next = Není třeba nic posílat. Dokument, který ukazuje, kde instituce je, vyřízení urychlí.
    .check-1 = Která z nich je { $name }: pobočka v zahraničí, nebo jiná instituce?

vetting-gov-school-district = { $host } je v registru .gov zapsána na školský obvod { $listed }.
    .next = Není třeba nic dělat.

vetting-name-mismatch = Název zapsaný u { $host } je { $listed }; uvedli jste { $name }. V seznamech bývá anglický název instituce.
    .next = Není třeba nic posílat. Pokud má instituce anglický název, jeho uvedení vyřízení urychlí.
    .check-1 = Je { $name } dřívější, přeložený nebo zkrácený název instituce ze seznamu?
    .check-2 = Je { $name } její část, firma, která pro ni pracuje, nebo někdo jiný?

vetting-name-mismatch-government = Název zapsaný u { $host } v registru .gov je { $listed }; uvedli jste { $name }.
    .next = Není třeba nic posílat. Pokud jde o týž orgán, dokument s oběma názvy vyřízení urychlí.
    .check-1 = Je { $name } část orgánu z registru, nebo jeho dřívější či zkrácený název?
    .check-2 = Je { $name } firma, která pro něj pracuje, nebo někdo jiný?

vetting-segment-mismatch = Důkazy u { $host } mluví o jiném druhu školy než { $segment }.
    .next = Ověřte educationSegment: K12 je pro školy do střední úrovně, HigherEducation pro vysoké školy.
    .check-1 = Do kterého segmentu { $name } patří?

vetting-segment-mismatch-listings = { $host } je v seznamech jako škola do střední úrovně i jako vysoká škola.
    .next = Není třeba nic posílat. Název, pod kterým je { $name } v rejstříku jako jedna z nich, vyřízení urychlí.
    .check-1 = Do kterého segmentu { $name } patří?

vetting-gov-domain = { $host } patří orgánu veřejné správy, který sám není škola.
    .next = Pokud provozuje školy, uveďte název, pod kterým jsou registrovány; o ceny pro veřejnou správu žádejte jako GovernmentCommunityCloud.
    .check-1 = Je to správní úřad nebo rada škol?

vetting-military = { $host } patří armádě.
    .next = Pošlete akreditaci školy.
    .check-1 = Je to akreditovaná instituce, nebo výcviková jednotka?

vetting-shared-platform = { $host } je název na platformě, na které ho může mít kdokoli. Nic neříká o instituci: { $name }.
    .next = Uveďte vlastní doménu instituce.
    .check-1 = Zeptejte se na vlastní doménu instituce.
    .check-2 = Vyhledejte v rejstříku její země: { $name }.

vetting-shared-platform-listed = { $host } je v seznamu jako { $listed }, ale názvy tam mají i jiní než instituce.
    .next = E-mailová adresa ve vlastní doméně instituce vyřízení urychlí.
    .check-1 = Je { $name } instituce ze seznamu, nebo jiný uživatel platformy?
    .check-2 = Z čeho je vidět, že za žádostí stojí sama instituce: { $name }?

vetting-affiliate-or-non-teaching = Název { $name } obsahuje slovo pro něco, co samo není výuka: { $word }.
    .next = Pošlete, z čeho je vidět, že organizace je instituce, nebo že ji instituce zcela vlastní a řídí.
    .check-1 = Je to instituce, její část, nebo s ní spojená organizace?
    .check-2 = Veřejné knihovny a muzea mají vlastní podmínky.

vetting-library = { $host } je v prostoru veřejných knihoven, které mají vlastní podmínky.
    .next = Pošlete, z čeho je vidět, že je knihovna otevřena všem obyvatelům.
    .check-1 = Je knihovna bez poplatku otevřena všem obyvatelům?

vetting-edu-dataset = { $host } je vedena jako { $listed } ve zdroji: { $source }; { $listed } a { $name } považujeme za tutéž instituci.
    .next = Není třeba nic dělat.

vetting-edu-dataset-same-name = { $host } je vedena jako { $listed } ve zdroji: { $source }; to je název, který jste uvedli.
    .next = Není třeba nic dělat.

vetting-listed-not-teaching = { $host } je vedena jako { $listed } ve zdroji: { $source }; tento název mluví spíše o výzkumu než o výuce.
    .next = Akreditace jako místa výuky, nebo rejstřík, ve kterém je { $name } zapsán, vyřízení urychlí.
    .check-1 = Vyučuje { $name } a uděluje tituly nebo osvědčení, nebo jde o výzkumný ústav?

vetting-suffix-itself = { $host } je přípona, pod kterou je mnoho institucí. Nepatří žádné z nich.
    .next = Uveďte vlastní název instituce pod touto příponou.
    .check-1 = Zeptejte se na vlastní doménu instituce.

vetting-name-belongs-to-other-domain = Instituce s názvem { $name } je v seznamu s jinou doménou než { $host }.
    .next = Uveďte hlavní doménu instituce, nebo pošlete, z čeho je vidět, že jí patří i { $host }.
    .check-1 = Zná instituce toho názvu uvedenou doménu?

vetting-name-implausible = { $host } je pod .{ $suffix }, kde mohou mít název i jiní než instituce, a z názvu { $name } nevyplývá, že jde o instituci.
    .next = Uveďte celý registrovaný název, nebo pošlete akreditaci.
    .check-1 = Co je { $name }: škola, vědecká společnost, úřad, nebo něco jiného?

vetting-name-implausible-research = { $host } je pod .{ $suffix }, kde mohou mít název i jiní než instituce, a název { $name } obsahuje slovo pro výzkum nebo vědeckou společnost, ne pro výuku: { $word }.
    .next = Akreditace jako místa výuky vyřízení urychlí.
    .check-1 = Vyučuje { $name } a uděluje tituly nebo osvědčení, nebo jde o výzkumný ústav či vědeckou společnost?

vetting-name-implausible-government = { $host } je pod .{ $suffix }, kde jsou orgány veřejné správy USA, a z názvu { $name } nevyplývá, který z nich to je.
    .next = Uveďte celý úřední název orgánu, nebo zákon či rozhodnutí, kterým vznikl.
    .check-1 = Co je { $name }: veřejný orgán toho druhu, pro který přípona je, jeho část, nebo firma, která pro něj pracuje?

vetting-name-implausible-locality = { $host } je název pro veřejné orgány obce v USA a { $name } není zjevně název takového orgánu.
    .next = Uveďte celý úřední název orgánu s názvem místa, například City of Springfield.
    .check-1 = Je { $name } orgán toho místa, jeho část, nebo někdo jiný?

vetting-edu-suffix-a = { $host } je pod .{ $suffix }, kam se připouštějí jen vzdělávací instituce, a { $name } je věrohodný název takové instituce.
    .next = Není třeba nic dělat.

vetting-edu-suffix-b = { $host } je pod .{ $suffix }, kde správce své členy ověřuje, a { $name } je název instituce.
    .next = Není třeba nic dělat.

vetting-edu-no-evidence = Hledali jsme { $name } s doménou { $host } v těchto zdrojích: { $registers }; není tam. Doménu jako { $host } si může zaregistrovat kdokoli, takže sama o sobě nic nedokazuje.
    .next = Dokumenty vyřízení urychlí: akreditace, dopis ministerstva nebo zápis v rejstříku škol. Přiložte je k posouzení této žádosti jako PDF, PNG nebo JPEG.
    .check-1 = Vyhledejte v rejstříku její země: { $name }.
    .check-2 = Patří k sobě web, doména e-mailu a adresa?

vetting-edu-no-evidence-no-lists = Tato instalace nemá seznam institucí, ve kterém by mohla hledat { $name } s doménou { $host }, a { $host } sama o sobě nic nedokazuje.
    .next = Dokumenty vyřízení urychlí: akreditace, dopis ministerstva nebo zápis v rejstříku škol. Přiložte je k posouzení této žádosti jako PDF, PNG nebo JPEG.
    .check-1 = Vyhledejte v rejstříku její země: { $name }.
    .check-2 = Patří k sobě web, doména e-mailu a adresa?

vetting-gcc-code-missing = Government Community Cloud vyžaduje ověřovací kód.
    .next = Uveďte kód, který vám byl pro tohoto zákazníka vydán.

vetting-gcc-code-unknown = Tento ověřovací kód není váš.
    .next = Zkontrolujte kód; všechny jsou v seznamu vašich kódů.

vetting-gcc-code-exhausted = Tento ověřovací kód už nemá žádné jednotky.
    .next = Požádejte o jiný kód.

vetting-gcc-code-org-mismatch = Ověřovací kód byl vydán pro jinou organizaci než { $name }.
    .next = Zkontrolujte, zda byl použit správný kód.
    .check-1 = Byl kód vydán orgánu, ke kterému { $name } patří?

vetting-gcc-not-us = Není to orgán veřejné správy USA: země adresy je { COUNTRY($country) } a Government Community Cloud je pro orgány Spojených států.
    .next = Není třeba nic dělat, ledaže je země v adrese chybná.

vetting-gcc-not-us-host = Není to orgán veřejné správy USA: { $host } je pro orgány jiné země nebo více zemí a Government Community Cloud je pro orgány Spojených států.
    .next = Není třeba nic dělat, ledaže má orgán doménu veřejné správy USA.

vetting-gov-registry = { $host } je v registru .gov zapsána na { $listed }.
    .next = Není třeba nic dělat.

vetting-gov-not-in-registry = { $host } není v registru .gov.
    .next = Zkontrolujte, jak je doména napsána.
    .check-1 = Je doména nová, vypršela, nebo je chybně napsaná?

vetting-gov-suffix = { $host } je pod .{ $suffix }, kde jsou jen orgány veřejné správy USA, a { $name } je název jednoho z nich.
    .next = Není třeba nic dělat.

vetting-gov-locality = { $host } je název obce v USA a { $name } je její orgán.
    .next = Není třeba nic dělat.

vetting-gov-private-body = Název { $name } obsahuje slovo pro soukromý subjekt vedle toho, kterému { $host } patří: { $word }.
    .next = Pokud je to část veřejné správy, pošlete zákon nebo rozhodnutí, které to určuje. Držitelé regulovaných dat to doloží svými smlouvami.
    .check-1 = Je { $name } část orgánu, který tuto doménu má, nebo firma či spolek vedle něj?

vetting-gov-no-evidence = Nic z toho, co víme, neříká, že { $name } s doménou { $host } je orgán veřejné správy USA.
    .next = Uveďte doménu .gov tohoto orgánu. Dodavatelé a držitelé regulovaných dat pošlou dokumenty, které to ukazují.
    .check-1 = Je to veřejný orgán v jiné doméně, FFRDC, nebo držitel regulovaných dat?

vetting-gov-no-evidence-no-host = Nebyl uveden web, e-mailová adresa ani doména, ze kterých by vyplývalo, že { $name } je orgán veřejné správy USA.
    .next = Uveďte doménu .gov tohoto orgánu. Dodavatelé a držitelé regulovaných dat pošlou dokumenty, které to ukazují.
    .check-1 = Je to veřejný orgán v jiné doméně, FFRDC, nebo držitel regulovaných dat?

vetting-soe-attested = Prohlášení o státním vlastnictví bylo zaznamenáno. Neověřovalo se.
    .next = Není třeba nic dělat.

vetting-control-unproven = Pro { $name } mluví jen web { $host } a web může uvést kdokoli.
    .next = Nastavte e-mailovou adresu ve vlastní doméně instituce, nebo doložte, že ji spravujete.
    .check-1 = Patří ten, kdo žádá, k instituci: { $name }?

vetting-control-unproven-strict = Pro { $name } mluví { $host }, ale nic nedokazuje, že ji žadatel spravuje, a tato instalace to vyžaduje.
    .next = Není třeba nic posílat. Dopis instituce, který tuto žádost uvádí, vyřízení urychlí.
    .check-1 = Patří ten, kdo žádá, k instituci: { $name }?

vetting-duplicate-claim = Kvalifikace Education už byla schválena jinému vašemu zákazníkovi s doménou { $host }.
    .next = Pokud oba patří k jedné instituci, sdělte to posuzovateli.
    .check-1 = Jsou oba zákazníci části téže instituce?

vetting-stale-evidence = To, co pro { $name } mluví ve zdroji: { $source }, je starší, než tato instalace připouští.
    .next = Není třeba nic dělat; platná akreditace vyřízení urychlí.
    .check-1 = Je tam { $name } stále zapsán?

vetting-policy-fixed = Tato instalace rozhoduje o všech žádostech stejně.
    .next = Zeptejte se jejího provozovatele.

vetting-operator-decision = Rozhodl člověk u provozovatele.
    .next = Zeptejte se provozovatele na důvody.

vetting-review-decision = Rozhodl posuzovatel.
    .next = Přečtěte si posouzení: je v něm důvod a lhůta pro odvolání.

vetting-info-not-provided = To, co posuzovatel žádal, nepřišlo včas.
    .next = Požádejte znovu a přiložte, co bylo žádáno.

vetting-reverification-due = Ověřuje se, zda schválení stále platí.
    .next = Odpovězte, pokud přijde dotaz.

vetting-sandbox-scripted = Tento výsledek byl sandboxu zadán doménou e-mailu zákazníka.
    .next = `qualify sandbox magic` vypíše domény, které to dělají.
