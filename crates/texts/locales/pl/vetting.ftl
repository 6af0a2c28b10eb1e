### What people read about a decision of vetting.

vetting-person-looks = Takim wnioskiem zajmuje się człowiek, zwykle w ciągu { $days ->
        [one] 1 dnia roboczego
        [few] { $days } dni roboczych
        [many] { $days } dni roboczych
       *[other] { $days } dnia roboczego
    }.

vetting-kept-from-partners = Reguły nie rozstrzygają, czy klient spełnia warunki.
    .next = Pismo instytucji lub aktualna akredytacja przyspieszy sprawę.

vetting-qualification-not-settable = O tę kwalifikację nie można wnioskować.
    .next = Proszę wnioskować o Education, GovernmentCommunityCloud lub StateOwnedEntity.

vetting-input-segment = Podany segment edukacji nie jest znany.
    .next = Proszę podać K12 lub HigherEducation albo pominąć to pole.

vetting-input-country = To, co podano jako kraj, nie jest kodem kraju według ISO 3166.
    .next = Proszę podać kod kraju z dwóch liter, na przykład PL, lub z trzech, na przykład POL, albo pominąć to pole.
    .check-1 = Proszę zapytać o kraj, w którym instytucja ma adres.

vetting-input-name = Klient nie ma nazwy prawnej.
    .next = Proszę wpisać do companyName w profilu rozliczeniowym nazwę, pod którą instytucja jest zarejestrowana.
    .check-1 = Proszę zapytać o zarejestrowaną nazwę instytucji.

vetting-input-ip = Adres IP nie jest domeną, więc nie można niczego o nim sprawdzić.
    .next = Proszę podać witrynę instytucji lub adres e-mail w jej własnej domenie.
    .check-1 = Proszę zapytać o własną domenę instytucji.

vetting-input-public-suffix = Podana domena jest sufiksem publicznym: poniżej niego jest wiele organizacji, a on sam nie należy do żadnej.
    .next = Proszę podać własną nazwę instytucji poniżej tego sufiksu.
    .check-1 = Proszę zapytać o własną domenę instytucji.

vetting-input-reserved = Podana domena to nazwa zastrzeżona, której nikt nie może zarejestrować.
    .next = Proszę podać witrynę instytucji lub adres e-mail w jej własnej domenie.
    .check-1 = Proszę zapytać o własną domenę instytucji.

vetting-input-single = Pojedyncze słowo nie jest domeną.
    .next = Proszę podać pełną domenę instytucji, na przykład school.example.
    .check-1 = Proszę zapytać o własną domenę instytucji.

vetting-input-host = W tym, co podano jako witrynę lub adres e-mail, nie ma domeny, którą można sprawdzić.
    .next = Proszę podać witrynę instytucji jako URL oraz adres e-mail w jej własnej domenie.
    .check-1 = Proszę przeczytać dane tak, jak je podano, i zapytać o własną domenę instytucji.

vetting-already-qualified = Klient ma już tę kwalifikację.
    .next = Nic nie trzeba robić.

vetting-qualification-conflict = Klient ma kwalifikację, która nie łączy się z tą.
    .next = Proszę sprawdzić, którą kwalifikację klient powinien mieć. Nadanej kwalifikacji nie można cofnąć.

vetting-listed-not-eligible = Wcześniejsze ustalenie ({ $source }) mówi, że { $name } z domeną { $host } nie ma prawa do cen edukacyjnych.
    .next = Jeśli to ustalenie jest nieaktualne, proszę złożyć odwołanie i przesłać aktualną akredytację lub pismo ministerstwa.

vetting-listed-not-eligible-since = Wcześniejsze ustalenie ({ $source }, { DATETIME($since, dateStyle: "medium") }) mówi, że { $name } z domeną { $host } nie ma prawa do cen edukacyjnych.
    .next = Jeśli to ustalenie jest nieaktualne, proszę złożyć odwołanie i przesłać aktualną akredytację lub pismo ministerstwa.

vetting-no-domain = Nie podano witryny, adresu e-mail ani domeny, więc nie można było sprawdzić instytucji: { $name }.
    .next = Proszę podać witrynę instytucji lub adres e-mail w jej własnej domenie.
    .check-1 = Proszę zapytać o własną domenę instytucji.
    .check-2 = Proszę poszukać w rejestrze jej kraju: { $name }.

vetting-disposable = { $host } to usługa jednorazowych skrzynek pocztowych. Proszę podać własną witrynę instytucji lub domenę jej poczty e-mail.
    .next = Potem proszę ponowić wniosek: ten nie liczy się jako próba.

vetting-free-mail = { $host } to publiczna usługa skrzynek pocztowych. Proszę podać własną witrynę instytucji lub domenę jej poczty e-mail.
    .next = Potem proszę ponowić wniosek: ten nie liczy się jako próba.

vetting-overbroad-listing = { $host } jest na liście edukacyjnej, ale używają jej też inni niż instytucja.
    .next = Adres e-mail we własnej domenie instytucji przyspieszy sprawę.
    .check-1 = Czy to domena portalu, dostawcy lub miasta z wieloma użytkownikami?
    .check-2 = Co pokazuje, że za wnioskiem stoi sama instytucja: { $name }?

vetting-no-own-domain = { $host } to nazwa, jaką ma każda dzierżawa Microsoft. Nie dowodzi niczego o instytucji: { $name }.
    .next = Proszę podać witrynę instytucji lub adres e-mail w jej własnej domenie.
    .check-1 = Proszę zapytać o własną domenę instytucji.

vetting-idn = { $host } zawiera litery ze znakami diakrytycznymi lub innego pisma (pismo: { $script }), które mogą naśladować inną nazwę.
    .next = Jeśli instytucja ma też domenę zapisaną zwykłymi literami, proszę ją podać.
    .check-1 = Proszę przeczytać zapis punycode i nazwy pism. Czy nazwa naśladuje inną?

vetting-idn-own-letters = { $host } zawiera litery ze znakami diakrytycznymi lub innego pisma (pismo: { $script }). Tak pisze się w językach tego kraju ({ COUNTRY($home) }), więc nie budzi to podejrzeń; domena jest tylko porównywana z nazwą instytucji.
    .next = Nic nie trzeba przesyłać. Jeśli instytucja ma też domenę zapisaną zwykłymi literami, przyspieszy to sprawę.
    .check-1 = Czy domena odpowiada nazwie { $name }? Litery własnych języków kraju nie są powodem do wątpliwości.

vetting-personal-page = Podana witryna to strona osoby. Pokazuje, kim jest osoba, a nie czym jest instytucja.
    .next = Proszę podać stronę główną instytucji.
    .check-1 = Czy ta osoba występuje w imieniu instytucji: { $name }?

vetting-stoplisted = Wiadomo, że skrzynki w domenie { $host } nie reprezentują instytucji.
    .next = Adres e-mail pracowników instytucji lub jej główna witryna przyspieszy sprawę.
    .check-1 = Wpis na liście wykluczeń mówi o skrzynkach, a nie o prawie do kwalifikacji. Czy to sama instytucja: { $name }?
    .check-2 = Kto pisze z tej domeny: pracownicy, studenci, absolwenci czy ktoś inny?

vetting-abused = Skrzynki w domenie { $host } były już nadużywane. Nie mówi to niczego o tym, czy { $name } spełnia warunki.
    .next = Pismo instytucji lub aktualna akredytacja przyspieszy sprawę.
    .check-1 = Instytucja może być prawdziwa: proszę nie odmawiać z powodu listy nadużyć.
    .check-2 = Czy adres we wniosku zgadza się z adresem w rejestrze instytucji?

vetting-members-mail = { $host } daje skrzynki studentom, absolwentom lub gościom instytucji, więc nie pokazuje, że wnioskuje sama instytucja.
    .next = Adres e-mail pracowników instytucji lub jej główna witryna przyspieszy sprawę.
    .check-1 = Kto pisze z tej domeny: pracownicy, studenci, absolwenci czy ktoś inny?
    .check-2 = Co pokazuje, że za wnioskiem stoi sama instytucja: { $name }?

vetting-country-mismatch = Kraj adresu to { COUNTRY($country) }, a { $host } jest dla instytucji z innego kraju: { COUNTRY($evidence_country) }.
    .next = Proszę sprawdzić kraj w profilu rozliczeniowym albo podać domenę instytucji w tamtym kraju.
    .check-1 = Czy to oddział za granicą, błędny adres czy czyjaś inna domena?

vetting-country-mismatch-listings = { $host } jest na listach jako domena instytucji z dwóch krajów: { COUNTRY($evidence_country) } i { COUNTRY($second_country) }.
    .next = Nic nie trzeba przesyłać. Dokument pokazujący, gdzie jest instytucja, przyspieszy sprawę.
    .check-1 = Która z nich to { $name }: oddział za granicą czy inna instytucja?

vetting-gov-school-district = { $host } jest w rejestrze .gov zarejestrowana na okręg szkolny { $listed }.
    .next = Nic nie trzeba robić.

vetting-name-mismatch = Nazwa zapisana dla { $host } to { $listed }; podano { $name }. Na listach często stoi angielska nazwa instytucji.
    .next = Nic nie trzeba przesyłać. Jeśli instytucja ma nazwę angielską, jej podanie przyspieszy sprawę.
    .check-1 = Czy { $name } to dawna, przetłumaczona lub skrócona nazwa instytucji z listy?
    .check-2 = Czy { $name } to jej część, firma, która dla niej pracuje, czy ktoś inny?

vetting-name-mismatch-government = Nazwa zapisana dla { $host } w rejestrze .gov to { $listed }; podano { $name }.
    .next = Nic nie trzeba przesyłać. Jeśli to ten sam organ, dokument z obiema nazwami przyspieszy sprawę.
    .check-1 = Czy { $name } to część organu z rejestru albo jego dawna lub skrócona nazwa?
    .check-2 = Czy { $name } to firma, która dla niego pracuje, czy ktoś inny?

vetting-segment-mismatch = Dowody dotyczące { $host } mówią o innym rodzaju szkoły niż { $segment }.
    .next = Proszę sprawdzić educationSegment: K12 jest dla szkół do poziomu średniego, HigherEducation dla uczelni.
    .check-1 = Do którego segmentu należy { $name }?

vetting-segment-mismatch-listings = { $host } jest na listach zarówno jako szkoła do poziomu średniego, jak i jako uczelnia.
    .next = Nic nie trzeba przesyłać. Nazwa, pod którą { $name } figuruje w rejestrze jako jedna z nich, przyspieszy sprawę.
    .check-1 = Do którego segmentu należy { $name }?

vetting-gov-domain = { $host } należy do organu administracji, który sam nie jest szkołą.
    .next = Jeśli prowadzi szkoły, proszę podać nazwę, pod którą są zarejestrowane; o ceny dla administracji proszę wnioskować jako GovernmentCommunityCloud.
    .check-1 = Czy to biuro administracyjne lub zarząd szkół?

vetting-military = { $host } należy do wojska.
    .next = Proszę przesłać akredytację szkoły.
    .check-1 = Czy to akredytowana instytucja, czy jednostka szkoleniowa?

vetting-shared-platform = { $host } to nazwa na platformie, na której każdy może ją mieć. Nie dowodzi niczego o instytucji: { $name }.
    .next = Proszę podać własną domenę instytucji.
    .check-1 = Proszę zapytać o własną domenę instytucji.
    .check-2 = Proszę poszukać w rejestrze jej kraju: { $name }.

vetting-shared-platform-listed = { $host } jest na liście jako { $listed }, ale nazwy mają tam też inni niż instytucja.
    .next = Adres e-mail we własnej domenie instytucji przyspieszy sprawę.
    .check-1 = Czy { $name } to instytucja z listy, czy inny użytkownik platformy?
    .check-2 = Co pokazuje, że za wnioskiem stoi sama instytucja: { $name }?

vetting-affiliate-or-non-teaching = Nazwa { $name } zawiera słowo oznaczające coś, co samo nie jest nauczaniem: { $word }.
    .next = Proszę przesłać dokument, z którego wynika, że organizacja jest instytucją albo w całości do niej należy i jest przez nią prowadzona.
    .check-1 = Czy to instytucja, jej część czy podmiot z nią powiązany?
    .check-2 = Biblioteki i muzea publiczne mają własne warunki.

vetting-library = { $host } jest w przestrzeni bibliotek publicznych, które mają własne warunki.
    .next = Proszę przesłać dokument, z którego wynika, że biblioteka jest otwarta dla wszystkich mieszkańców.
    .check-1 = Czy biblioteka jest bezpłatnie otwarta dla wszystkich mieszkańców?

vetting-edu-dataset = { $host } figuruje jako { $listed } w źródle: { $source }; uznajemy, że { $listed } i { $name } to ta sama instytucja.
    .next = Nic nie trzeba robić.

vetting-edu-dataset-same-name = { $host } figuruje jako { $listed } w źródle: { $source }; to jest podana nazwa.
    .next = Nic nie trzeba robić.

vetting-listed-not-teaching = { $host } figuruje jako { $listed } w źródle: { $source }; ta nazwa mówi raczej o badaniach niż o nauczaniu.
    .next = Akredytacja jako miejsca nauczania albo rejestr, w którym figuruje { $name }, przyspieszy sprawę.
    .check-1 = Czy { $name } naucza i nadaje stopnie lub świadectwa, czy jest instytutem badawczym?

vetting-suffix-itself = { $host } to sufiks, poniżej którego jest wiele instytucji. Nie należy do żadnej z nich.
    .next = Proszę podać własną nazwę instytucji poniżej tego sufiksu.
    .check-1 = Proszę zapytać o własną domenę instytucji.

vetting-name-belongs-to-other-domain = Instytucja o nazwie { $name } figuruje na liście z inną domeną niż { $host }.
    .next = Proszę podać główną domenę instytucji albo dokument pokazujący, że { $host } też do niej należy.
    .check-1 = Czy instytucja o tej nazwie zna podaną domenę?

vetting-name-implausible = { $host } jest poniżej .{ $suffix }, gdzie nazwę mogą mieć też inni niż instytucje, a z nazwy { $name } nie wynika, że jest instytucją.
    .next = Proszę podać pełną zarejestrowaną nazwę albo przesłać akredytację.
    .check-1 = Czym jest { $name }: szkołą, towarzystwem naukowym, urzędem czy czymś innym?

vetting-name-implausible-research = { $host } jest poniżej .{ $suffix }, gdzie nazwę mogą mieć też inni niż instytucje, a nazwa { $name } zawiera słowo oznaczające badania lub towarzystwo naukowe, a nie nauczanie: { $word }.
    .next = Akredytacja jako miejsca nauczania przyspieszy sprawę.
    .check-1 = Czy { $name } naucza i nadaje stopnie lub świadectwa, czy jest instytutem badawczym lub towarzystwem naukowym?

vetting-name-implausible-government = { $host } jest poniżej .{ $suffix }, czyli w przestrzeni organów administracji USA, a z nazwy { $name } nie wynika, którym z nich jest.
    .next = Proszę podać pełną urzędową nazwę organu albo ustawę lub decyzję, na mocy której powstał.
    .check-1 = Czym jest { $name }: organem publicznym takim, dla jakich jest ten sufiks, jego częścią czy firmą, która dla niego pracuje?

vetting-name-implausible-locality = { $host } to nazwa dla organów publicznych miejscowości w USA, a { $name } nie jest oczywistą nazwą takiego organu.
    .next = Proszę podać pełną urzędową nazwę organu z nazwą miejscowości, na przykład City of Springfield.
    .check-1 = Czy { $name } to organ tej miejscowości, jego część czy ktoś inny?

vetting-edu-suffix-a = { $host } jest poniżej .{ $suffix }, gdzie dopuszcza się tylko instytucje edukacyjne, a { $name } to wiarygodna nazwa takiej instytucji.
    .next = Nic nie trzeba robić.

vetting-edu-suffix-b = { $host } jest poniżej .{ $suffix }, gdzie rejestr sprawdza swoich członków, a { $name } to nazwa instytucji.
    .next = Nic nie trzeba robić.

vetting-edu-no-evidence = Szukaliśmy instytucji { $name } z domeną { $host } w źródłach: { $registers }; nie ma jej tam. Domenę taką jak { $host } może zarejestrować każdy, więc sama niczego nie dowodzi.
    .next = Dokumenty przyspieszą sprawę: akredytacja, pismo ministerstwa lub wpis w rejestrze szkół. Proszę je dołączyć do sprawdzania tego wniosku jako PDF, PNG lub JPEG.
    .check-1 = Proszę poszukać w rejestrze jej kraju: { $name }.
    .check-2 = Czy witryna, domena poczty e-mail i adres należą do siebie?

vetting-edu-no-evidence-no-lists = Ta instalacja nie ma listy instytucji, w której można by szukać: { $name } z domeną { $host }; sama domena { $host } niczego nie dowodzi.
    .next = Dokumenty przyspieszą sprawę: akredytacja, pismo ministerstwa lub wpis w rejestrze szkół. Proszę je dołączyć do sprawdzania tego wniosku jako PDF, PNG lub JPEG.
    .check-1 = Proszę poszukać w rejestrze jej kraju: { $name }.
    .check-2 = Czy witryna, domena poczty e-mail i adres należą do siebie?

vetting-gcc-code-missing = Government Community Cloud wymaga kodu weryfikacyjnego.
    .next = Proszę podać kod, który wydano dla tego klienta.

vetting-gcc-code-unknown = Ten kod weryfikacyjny nie należy do Państwa.
    .next = Proszę sprawdzić kod; wszystkie są na liście Państwa kodów.

vetting-gcc-code-exhausted = Ten kod weryfikacyjny nie ma już wolnych jednostek.
    .next = Proszę poprosić o inny kod.

vetting-gcc-code-org-mismatch = Kod weryfikacyjny wydano dla innej organizacji niż { $name }.
    .next = Proszę sprawdzić, czy użyto właściwego kodu.
    .check-1 = Czy kod wydano dla organu, do którego należy { $name }?

vetting-gcc-not-us = To nie jest organ administracji USA: kraj adresu to { COUNTRY($country) }, a Government Community Cloud jest dla organów Stanów Zjednoczonych.
    .next = Nic nie trzeba robić, chyba że kraj w adresie jest błędny.

vetting-gcc-not-us-host = To nie jest organ administracji USA: { $host } jest dla organów innego kraju lub kilku krajów, a Government Community Cloud dla organów Stanów Zjednoczonych.
    .next = Nic nie trzeba robić, chyba że organ ma domenę administracji USA.

vetting-gov-registry = { $host } jest w rejestrze .gov zarejestrowana na { $listed }.
    .next = Nic nie trzeba robić.

vetting-gov-not-in-registry = { $host } nie figuruje w rejestrze .gov.
    .next = Proszę sprawdzić pisownię domeny.
    .check-1 = Czy domena jest nowa, wygasła czy błędnie zapisana?

vetting-gov-suffix = { $host } jest poniżej .{ $suffix }, co mają tylko organy administracji USA, a { $name } to nazwa takiego organu.
    .next = Nic nie trzeba robić.

vetting-gov-locality = { $host } to nazwa miejscowości w USA, a { $name } to jej organ.
    .next = Nic nie trzeba robić.

vetting-gov-private-body = Nazwa { $name } zawiera słowo oznaczające podmiot prywatny obok tego, do którego należy { $host }: { $word }.
    .next = Jeśli to część administracji, proszę przesłać ustawę lub decyzję, na mocy której nią jest. Posiadacze danych regulowanych wykazują to swoimi umowami.
    .check-1 = Czy { $name } to część organu, który ma tę domenę, czy firma lub stowarzyszenie obok niego?

vetting-gov-no-evidence = Nic, co wiemy, nie mówi, że { $name } z domeną { $host } jest organem administracji USA.
    .next = Proszę podać domenę .gov tego organu. Wykonawcy i posiadacze danych regulowanych przesyłają dokumenty, które to wykazują.
    .check-1 = Czy to organ publiczny w innej domenie, FFRDC, czy posiadacz danych regulowanych?

vetting-gov-no-evidence-no-host = Nie podano witryny, adresu e-mail ani domeny, z których wynikałoby, że { $name } jest organem administracji USA.
    .next = Proszę podać domenę .gov tego organu. Wykonawcy i posiadacze danych regulowanych przesyłają dokumenty, które to wykazują.
    .check-1 = Czy to organ publiczny w innej domenie, FFRDC, czy posiadacz danych regulowanych?

vetting-soe-attested = Zapisano oświadczenie o własności państwowej. Nie było sprawdzane.
    .next = Nic nie trzeba robić.

vetting-control-unproven = Za instytucją { $name } przemawia tylko witryna { $host }, a witrynę może podać każdy.
    .next = Proszę ustawić adres e-mail we własnej domenie instytucji albo wykazać, że mają Państwo nad nią kontrolę.
    .check-1 = Czy osoba, która wnioskuje, należy do instytucji: { $name }?

vetting-control-unproven-strict = { $host } przemawia za instytucją { $name }, ale nic nie dowodzi, że wnioskujący ma nad nią kontrolę, a ta instalacja tego wymaga.
    .next = Nic nie trzeba przesyłać. Pismo instytucji, które wymienia ten wniosek, przyspieszy sprawę.
    .check-1 = Czy osoba, która wnioskuje, należy do instytucji: { $name }?

vetting-duplicate-claim = Kwalifikację Education zatwierdzono już innemu Państwa klientowi z domeną { $host }.
    .next = Jeśli obaj należą do jednej instytucji, proszę powiedzieć to osobie sprawdzającej.
    .check-1 = Czy obaj klienci to części tej samej instytucji?

vetting-stale-evidence = To, co przemawia za instytucją { $name } w źródle: { $source }, jest starsze, niż dopuszcza ta instalacja.
    .next = Nic nie trzeba robić; aktualna akredytacja przyspieszy sprawę.
    .check-1 = Czy { $name } nadal tam figuruje?

vetting-policy-fixed = Ta instalacja rozstrzyga wszystkie wnioski tak samo.
    .next = Proszę zapytać jej operatora.

vetting-operator-decision = Decyzję podjęła osoba u operatora.
    .next = Proszę zapytać operatora o powody.

vetting-review-decision = Decyzję podjęła osoba sprawdzająca.
    .next = Proszę przeczytać sprawę: jest tam powód i termin odwołania.

vetting-info-not-provided = To, o co prosiła osoba sprawdzająca, nie dotarło na czas.
    .next = Proszę ponowić wniosek i dołączyć to, o co proszono.

vetting-reverification-due = Sprawdza się, czy zatwierdzenie jest nadal aktualne.
    .next = Proszę odpowiedzieć, jeśli pojawi się pytanie.

vetting-sandbox-scripted = Piaskownicy podano ten wynik przez host adresu e-mail klienta.
    .next = `qualify sandbox magic` wypisuje hosty, które tak działają.
