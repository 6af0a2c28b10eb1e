### What people read about a decision of vetting.

vetting-person-looks = Um pedido destes é analisado por uma pessoa, normalmente no prazo de { $days ->
        [one] 1 dia útil
        [many] { $days } de dias úteis
       *[other] { $days } dias úteis
    }.

vetting-kept-from-partners = As regras não permitem saber se o cliente cumpre as condições.
    .next = Uma carta da instituição ou uma acreditação em vigor torna a análise mais rápida.

vetting-qualification-not-settable = Esta qualificação não pode ser pedida.
    .next = Peça Education, GovernmentCommunityCloud ou StateOwnedEntity.

vetting-input-segment = O segmento de ensino indicado não é conhecido.
    .next = Indique K12 ou HigherEducation, ou omita-o.

vetting-input-country = O que foi indicado como país não é um código de país da norma ISO 3166.
    .next = Indique as duas letras do país, como PL, ou as três, como POL, ou omita-o.
    .check-1 = Pergunte qual é o país do endereço da instituição.

vetting-input-name = O cliente não tem nome legal.
    .next = Defina companyName no perfil de faturação com o nome com que a instituição está registada.
    .check-1 = Pergunte qual é o nome registado da instituição.

vetting-input-ip = Um endereço IP não é um domínio, pelo que nada pode ser procurado a seu respeito.
    .next = Indique o site da instituição ou um endereço de e-mail no seu próprio domínio.
    .check-1 = Pergunte qual é o domínio próprio da instituição.

vetting-input-public-suffix = O domínio indicado é um sufixo público: há muitas organizações abaixo dele e não pertence a nenhuma.
    .next = Indique o nome próprio da instituição abaixo desse sufixo.
    .check-1 = Pergunte qual é o domínio próprio da instituição.

vetting-input-reserved = O domínio indicado é um nome reservado, que ninguém pode registar.
    .next = Indique o site da instituição ou um endereço de e-mail no seu próprio domínio.
    .check-1 = Pergunte qual é o domínio próprio da instituição.

vetting-input-single = Uma só palavra não é um domínio.
    .next = Indique o domínio completo da instituição, como school.example.
    .check-1 = Pergunte qual é o domínio próprio da instituição.

vetting-input-host = No que foi indicado como site ou endereço de e-mail não há um domínio que possa ser procurado.
    .next = Indique o site da instituição como URL e um endereço de e-mail no seu próprio domínio.
    .check-1 = Leia os dados tal como foram indicados e pergunte qual é o domínio próprio da instituição.

vetting-already-qualified = O cliente já tem esta qualificação.
    .next = Não é preciso fazer nada.

vetting-qualification-conflict = O cliente tem uma qualificação que não é compatível com esta.
    .next = Verifique que qualificação o cliente deve ter. Uma qualificação atribuída não pode ser retirada.

vetting-listed-not-eligible = Uma verificação anterior ({ $source }) diz que { $name }, com { $host }, não tem direito a preços de ensino.
    .next = Se essa verificação estiver desatualizada, apresente recurso e envie uma acreditação em vigor ou uma carta do ministério.

vetting-listed-not-eligible-since = Uma verificação anterior ({ $source }, { DATETIME($since, dateStyle: "medium") }) diz que { $name }, com { $host }, não tem direito a preços de ensino.
    .next = Se essa verificação estiver desatualizada, apresente recurso e envie uma acreditação em vigor ou uma carta do ministério.

vetting-no-domain = Não foi indicado site, endereço de e-mail nem domínio, pelo que nada pôde ser procurado sobre { $name }.
    .next = Indique o site da instituição ou um endereço de e-mail no seu próprio domínio.
    .check-1 = Pergunte qual é o domínio próprio da instituição.
    .check-2 = Procure { $name } no registo do seu país.

vetting-disposable = { $host } é um serviço de caixas de correio descartáveis. Indique o site próprio da instituição ou o domínio do seu e-mail.
    .next = Depois peça de novo: este pedido não conta como tentativa.

vetting-free-mail = { $host } é um serviço público de caixas de correio. Indique o site próprio da instituição ou o domínio do seu e-mail.
    .next = Depois peça de novo: este pedido não conta como tentativa.

vetting-overbroad-listing = { $host } consta de uma lista de ensino, mas é usado por outros além da instituição.
    .next = Um endereço de e-mail num domínio próprio da instituição torna a análise mais rápida.
    .check-1 = O domínio é de um portal, de um fornecedor ou de uma cidade com muitos utilizadores?
    .check-2 = O que mostra que é a própria instituição a fazer o pedido: { $name }?

vetting-no-own-domain = { $host } é um nome que todos os inquilinos da Microsoft têm. Nada prova sobre { $name }.
    .next = Indique o site da instituição ou um endereço de e-mail no seu próprio domínio.
    .check-1 = Pergunte qual é o domínio próprio da instituição.

vetting-idn = { $host } contém letras com sinais ou de outra escrita (escrita: { $script }), que podem imitar outro nome.
    .next = Se a instituição também tiver um domínio com letras simples, indique-o.
    .check-1 = Leia o punycode e os nomes das escritas. O nome imita outro?

vetting-idn-own-letters = { $host } contém letras com sinais ou de outra escrita (escrita: { $script }). As línguas do país ({ COUNTRY($home) }) escrevem-se com elas, pelo que não é motivo de suspeita; o domínio é apenas comparado com o nome da instituição.
    .next = Não é preciso enviar nada. Se a instituição também tiver um domínio com letras simples, a análise é mais rápida.
    .check-1 = O domínio corresponde a { $name }? As letras das línguas do próprio país não são motivo de dúvida.

vetting-personal-page = O site indicado é a página de uma pessoa. Mostra quem é a pessoa, não o que é a instituição.
    .next = Indique a página principal da instituição.
    .check-1 = A pessoa fala em nome de { $name }?

vetting-stoplisted = Sabe-se que as caixas de correio em { $host } não falam em nome de uma instituição.
    .next = Um endereço de e-mail do pessoal da instituição, ou o seu site principal, torna a análise mais rápida.
    .check-1 = A entrada da lista fala de caixas de correio, não do direito à qualificação. { $name } é a própria instituição?
    .check-2 = Quem escreve a partir do domínio: pessoal, estudantes, antigos alunos ou outra pessoa?

vetting-abused = Já houve abusos com caixas de correio em { $host }. Isso nada diz sobre se { $name } cumpre as condições.
    .next = Uma carta da instituição ou uma acreditação em vigor torna a análise mais rápida.
    .check-1 = A instituição pode bem ser verdadeira: não recuse por causa da lista de abusos.
    .check-2 = O endereço do pedido corresponde ao do registo da instituição?

vetting-members-mail = { $host } dá correio a estudantes, antigos alunos ou convidados de uma instituição, pelo que não mostra que é a própria instituição a pedir.
    .next = Um endereço de e-mail do pessoal da instituição, ou o seu site principal, torna a análise mais rápida.
    .check-1 = Quem escreve a partir do domínio: pessoal, estudantes, antigos alunos ou outra pessoa?
    .check-2 = O que mostra que é a própria instituição a fazer o pedido: { $name }?

vetting-country-mismatch = O país do endereço é { COUNTRY($country) } e { $host } é para instituições de outro país: { COUNTRY($evidence_country) }.
    .next = Verifique o país do perfil de faturação, ou indique um domínio da instituição nesse país.
    .check-1 = É uma delegação no estrangeiro, um endereço errado ou o domínio de outra entidade?

vetting-country-mismatch-listings = { $host } consta de listas como sendo de instituições de dois países: { COUNTRY($evidence_country) } e { COUNTRY($second_country) }.
    .next = Não é preciso enviar nada. Um documento que mostre onde está a instituição torna a análise mais rápida.
    .check-1 = Qual das duas é { $name }: uma delegação no estrangeiro ou outra instituição?

vetting-gov-school-district = { $host } está registado no registo .gov em nome do distrito escolar { $listed }.
    .next = Não é preciso fazer nada.

vetting-name-mismatch = O nome que consta para { $host } é { $listed }; foi indicado { $name }. As listas têm muitas vezes o nome inglês da instituição.
    .next = Não é preciso enviar nada. Se a instituição tiver um nome inglês, esse nome torna a análise mais rápida.
    .check-1 = { $name } é um nome antigo, traduzido ou abreviado da instituição que consta da lista?
    .check-2 = { $name } é uma parte dela, uma empresa que a serve ou outra entidade?

vetting-name-mismatch-government = O nome que consta para { $host } no registo .gov é { $listed }; foi indicado { $name }.
    .next = Não é preciso enviar nada. Se forem o mesmo organismo, um documento com os dois nomes torna a análise mais rápida.
    .check-1 = { $name } é uma parte do organismo que consta do registo, ou um nome antigo ou abreviado dele?
    .check-2 = { $name } é uma empresa que o serve ou outra entidade?

vetting-segment-mismatch = As provas sobre { $host } falam de outro tipo de escola que não { $segment }.
    .next = Verifique educationSegment: K12 é para escolas até ao ensino secundário, HigherEducation para universidades e institutos superiores.
    .check-1 = A que segmento pertence { $name }?

vetting-segment-mismatch-listings = { $host } consta de listas como escola até ao ensino secundário e também como instituição de ensino superior.
    .next = Não é preciso enviar nada. O nome com que { $name } está no registo como uma das duas torna a análise mais rápida.
    .check-1 = A que segmento pertence { $name }?

vetting-gov-domain = { $host } pertence a um organismo público, que não é em si uma escola.
    .next = Se gerir escolas, indique o nome com que as escolas estão registadas; para preços da administração pública, peça GovernmentCommunityCloud.
    .check-1 = É um serviço administrativo ou uma direção de escolas?

vetting-military = { $host } pertence às forças armadas.
    .next = Envie a acreditação da escola.
    .check-1 = É uma instituição acreditada ou uma unidade de treino?

vetting-shared-platform = { $host } é um nome numa plataforma em que qualquer pessoa pode ter um. Nada prova sobre { $name }.
    .next = Indique o domínio próprio da instituição.
    .check-1 = Pergunte qual é o domínio próprio da instituição.
    .check-2 = Procure { $name } no registo do seu país.

vetting-shared-platform-listed = { $host } consta de uma lista como { $listed }, mas outros além da instituição também têm lá um nome.
    .next = Um endereço de e-mail num domínio próprio da instituição torna a análise mais rápida.
    .check-1 = { $name } é a instituição que consta da lista ou outro utilizador da plataforma?
    .check-2 = O que mostra que é a própria instituição a fazer o pedido: { $name }?

vetting-affiliate-or-non-teaching = O nome { $name } contém uma palavra para algo que, por si, não é ensino: { $word }.
    .next = Envie o que mostre que a organização é uma instituição, ou que pertence por inteiro a uma e é gerida por ela.
    .check-1 = É uma instituição, uma parte de uma ou uma entidade ligada a ela?
    .check-2 = As bibliotecas e os museus públicos têm condições próprias.

vetting-library = { $host } está no espaço das bibliotecas públicas, que têm condições próprias.
    .next = Envie o que mostre que a biblioteca está aberta a todos os residentes.
    .check-1 = A biblioteca está aberta gratuitamente a todos os residentes?

vetting-edu-dataset = { $host } consta como { $listed } nesta fonte: { $source }; consideramos que { $listed } e { $name } são a mesma instituição.
    .next = Não é preciso fazer nada.

vetting-edu-dataset-same-name = { $host } consta como { $listed } nesta fonte: { $source }; é o nome que foi indicado.
    .next = Não é preciso fazer nada.

vetting-listed-not-teaching = { $host } consta como { $listed } nesta fonte: { $source }; esse nome fala mais de investigação do que de ensino.
    .next = Uma acreditação como estabelecimento de ensino, ou o registo em que { $name } consta, torna a análise mais rápida.
    .check-1 = { $name } ensina e confere graus ou certificados, ou é um instituto de investigação?

vetting-suffix-itself = { $host } é um sufixo abaixo do qual há muitas instituições. Não pertence a nenhuma delas.
    .next = Indique o nome próprio da instituição abaixo desse sufixo.
    .check-1 = Pergunte qual é o domínio próprio da instituição.

vetting-name-belongs-to-other-domain = Uma instituição chamada { $name } consta de uma lista com outro domínio que não { $host }.
    .next = Indique o domínio principal da instituição, ou envie o que mostre que { $host } também é seu.
    .check-1 = A instituição com esse nome conhece o domínio indicado?

vetting-name-implausible = { $host } está abaixo de .{ $suffix }, onde outros além de instituições podem ter um nome, e o nome { $name } não diz que é uma.
    .next = Indique o nome completo registado, ou envie a acreditação.
    .check-1 = O que é { $name }: uma escola, uma sociedade científica, um serviço ou outra coisa?

vetting-name-implausible-research = { $host } está abaixo de .{ $suffix }, onde outros além de instituições podem ter um nome, e o nome { $name } contém uma palavra para investigação ou para uma sociedade científica, e não para ensino: { $word }.
    .next = Uma acreditação como estabelecimento de ensino torna a análise mais rápida.
    .check-1 = { $name } ensina e confere graus ou certificados, ou é um instituto de investigação ou uma sociedade científica?

vetting-name-implausible-government = { $host } está abaixo de .{ $suffix }, que é para organismos públicos dos EUA, e o nome { $name } não diz qual deles é.
    .next = Indique o nome oficial completo do organismo, ou a lei ou decisão que o criou.
    .check-1 = O que é { $name }: um organismo público do tipo a que o sufixo se destina, uma parte de um ou uma empresa que o serve?

vetting-name-implausible-locality = { $host } é um nome para os organismos públicos de uma localidade dos EUA, e { $name } não é claramente o nome de um.
    .next = Indique o nome oficial completo do organismo com o nome da localidade, como City of Springfield.
    .check-1 = { $name } é o organismo dessa localidade, uma parte dele ou outra entidade?

vetting-edu-suffix-a = { $host } está abaixo de .{ $suffix }, onde só são admitidas instituições de ensino, e { $name } é um nome plausível de uma.
    .next = Não é preciso fazer nada.

vetting-edu-suffix-b = { $host } está abaixo de .{ $suffix }, cujo registo verifica os seus membros, e { $name } é o nome de uma instituição.
    .next = Não é preciso fazer nada.

vetting-edu-no-evidence = Procurámos { $name }, com { $host }, nestas fontes: { $registers }; não consta delas. Qualquer pessoa pode registar um nome como { $host }, pelo que por si só nada prova.
    .next = Documentos tornam a análise mais rápida: a acreditação, uma carta do ministério ou a entrada no registo das escolas. Junte-os à análise do pedido, em PDF, PNG ou JPEG.
    .check-1 = Procure { $name } no registo do seu país.
    .check-2 = O site, o domínio do e-mail e o endereço correspondem uns aos outros?

vetting-edu-no-evidence-no-lists = Esta instalação não tem nenhuma lista de instituições em que possa procurar { $name }, com { $host }, e { $host } por si só nada prova.
    .next = Documentos tornam a análise mais rápida: a acreditação, uma carta do ministério ou a entrada no registo das escolas. Junte-os à análise do pedido, em PDF, PNG ou JPEG.
    .check-1 = Procure { $name } no registo do seu país.
    .check-2 = O site, o domínio do e-mail e o endereço correspondem uns aos outros?

vetting-gcc-code-missing = Government Community Cloud precisa de um código de validação.
    .next = Indique o código que lhe foi emitido para este cliente.

vetting-gcc-code-unknown = Este código de validação não é seu.
    .next = Verifique o código; a lista dos seus códigos mostra-os todos.

vetting-gcc-code-exhausted = Este código de validação já não tem unidades.
    .next = Peça outro código.

vetting-gcc-code-org-mismatch = O código de validação foi emitido para outra organização que não { $name }.
    .next = Verifique se foi usado o código certo.
    .check-1 = O código foi emitido para um organismo a que { $name } pertence?

vetting-gcc-not-us = Não é um organismo público dos EUA: o país do endereço é { COUNTRY($country) }, e Government Community Cloud é para organismos dos Estados Unidos.
    .next = Não é preciso fazer nada, a não ser que o país do endereço esteja errado.

vetting-gcc-not-us-host = Não é um organismo público dos EUA: { $host } é para organismos de outro país ou de vários, e Government Community Cloud é para os dos Estados Unidos.
    .next = Não é preciso fazer nada, a não ser que o organismo tenha um domínio da administração dos EUA.

vetting-gov-registry = { $host } está registado no registo .gov em nome de { $listed }.
    .next = Não é preciso fazer nada.

vetting-gov-not-in-registry = { $host } não consta do registo .gov.
    .next = Verifique como o domínio está escrito.
    .check-1 = O domínio é novo, expirou ou está mal escrito?

vetting-gov-suffix = { $host } está abaixo de .{ $suffix }, que só organismos públicos dos EUA têm, e { $name } é o nome de um.
    .next = Não é preciso fazer nada.

vetting-gov-locality = { $host } é o nome de uma localidade dos EUA, e { $name } é o organismo dessa localidade.
    .next = Não é preciso fazer nada.

vetting-gov-private-body = O nome { $name } contém uma palavra para uma entidade privada ao lado daquela a que { $host } pertence: { $word }.
    .next = Se for parte da administração pública, envie a lei ou a decisão que o determina. Os detentores de dados regulados mostram-no com os seus contratos.
    .check-1 = { $name } é uma parte do organismo que tem o domínio, ou uma empresa ou associação ao lado dele?

vetting-gov-no-evidence = Nada do que sabemos diz que { $name }, com { $host }, é um organismo público dos EUA.
    .next = Indique o domínio .gov do organismo. Os contratantes e os detentores de dados regulados enviam os documentos que o mostram.
    .check-1 = É um organismo público com outro domínio, um FFRDC ou um detentor de dados regulados?

vetting-gov-no-evidence-no-host = Não foi indicado site, endereço de e-mail nem domínio que diga que { $name } é um organismo público dos EUA.
    .next = Indique o domínio .gov do organismo. Os contratantes e os detentores de dados regulados enviam os documentos que o mostram.
    .check-1 = É um organismo público com outro domínio, um FFRDC ou um detentor de dados regulados?

vetting-soe-attested = A declaração de propriedade do Estado foi registada. Não foi verificada.
    .next = Não é preciso fazer nada.

vetting-control-unproven = Só o site { $host } fala a favor de { $name }, e qualquer pessoa pode indicar um site.
    .next = Defina um endereço de e-mail no domínio próprio da instituição, ou prove que o controla.
    .check-1 = A pessoa que faz o pedido pertence a { $name }?

vetting-control-unproven-strict = { $host } fala a favor de { $name }, mas nada prova que quem pede o controla, e esta instalação exige essa prova.
    .next = Não é preciso enviar nada. Uma carta da instituição que refira este pedido torna a análise mais rápida.
    .check-1 = A pessoa que faz o pedido pertence a { $name }?

vetting-duplicate-claim = Education já foi aprovada para outro dos seus clientes com o domínio de { $host }.
    .next = Se ambos pertencerem a uma só instituição, diga-o ao avaliador.
    .check-1 = Os dois clientes são partes da mesma instituição?

vetting-stale-evidence = O que fala a favor de { $name } nesta fonte é mais antigo do que esta instalação permite: { $source }.
    .next = Não é preciso fazer nada; uma acreditação em vigor torna a análise mais rápida.
    .check-1 = { $name } ainda consta dela?

vetting-policy-fixed = Esta instalação decide todos os pedidos da mesma forma.
    .next = Pergunte ao seu operador.

vetting-operator-decision = Decidiu uma pessoa do operador.
    .next = Pergunte as razões ao operador.

vetting-review-decision = Decidiu um avaliador.
    .next = Leia a análise: diz porquê e até quando pode haver recurso.

vetting-info-not-provided = O que um avaliador pediu não chegou a tempo.
    .next = Faça o pedido de novo, com o que foi solicitado.

vetting-reverification-due = Está a verificar-se se a aprovação ainda é válida.
    .next = Responda se algo for perguntado.

vetting-sandbox-scripted = A sandbox recebeu este resultado pelo domínio do e-mail do cliente.
    .next = `qualify sandbox magic` lista os domínios que fazem isso.
