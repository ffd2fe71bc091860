//! Holds what stands in `samples/fabrikam.xlsx`, and writes it: `UPDATE=1 cargo test --test workbook_sample`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    env,
    io::{Read, Seek},
    path::Path,
};

use calamine::{DataRef, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

#[test]
fn the_workbook_holds_what_this_file_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/fabrikam.xlsx");
    if env::var("UPDATE").is_ok_and(|value| value == "1") {
        workbook().unwrap().save(&path).unwrap();
    }

    let mut file: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(file.sheet_names(), SHEETS.map(|sheet| sheet.name));
    for sheet in &SHEETS {
        let (mut held, mut said) = (cells_of(&mut file, sheet.name), sheet.cells());
        held.sort_by_key(|(place, _)| *place);
        said.sort_by_key(|(place, _)| *place);
        assert_eq!(held, said, "sheet '{}'", sheet.name);
    }
}

struct Sheet {
    name: &'static str,
    /// Free text, each at its cell; row and column begin at 0, as everywhere in this file.
    text: &'static [(Place, &'static str)],
    /// The cell of the first header.
    corner: Place,
    table: &'static str,
}

type Place = (u32, u16);

#[derive(Debug, PartialEq)]
enum Value {
    Text(String),
    Number(f64),
    Boolean(bool),
    /// Days since 1900, as Excel counts them.
    Date(f64),
}

const SHEETS: [Sheet; 5] = [
    Sheet { name: "AD", text: &[((0, 0), "Fabrikam: Active Directory users")], corner: (2, 0), table: AD },
    Sheet {
        name: "Azure AD",
        text: &[((0, 0), "Fabrikam: Azure AD users"), ((1, 0), "all users, guests included, without filter")],
        corner: (3, 0),
        table: AZURE_AD,
    },
    Sheet { name: "Exchange", text: &[], corner: (0, 1), table: EXCHANGE },
    Sheet { name: "Notes", text: NOTES, corner: (0, 0), table: "" },
    Sheet { name: "Sheet1", text: &[], corner: (0, 0), table: "" },
];

const NOTES: &[(Place, &str)] = &[
    ((0, 0), "Three exports of the same morning, put together by hand."),
    ((2, 0), "Lena stays on the old server until the move in spring."),
    ((3, 1), "To ask: who looks after Gustav's account?"),
    ((6, 0), "All times are UTC."),
];

// In the tables a cell ends at `|` or with its line, an indented line goes on with the row above, and the first row is
// the header, whose names decide what kind of cells stand below (see `typed`). An empty cell is not written at all.

const AD: &str = "\
Distinguished Name | ObjectGUID
    SamAccountName | UserPrincipalName | EmailAddress | mailNickname
    proxyAddresses
    Enabled | ObjectClass | msExchRecipientTypeDetails | msExchRemoteRecipientType | msExchMailboxGuid | whenCreated
CN=Anke Brouwer,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | 4a662dec-bc58-4e90-848d-35e761f5cd59
    anke.brouwer | anke.brouwer@fabrikam.example | anke.brouwer@fabrikam.example | anke.brouwer
    SMTP:anke.brouwer@fabrikam.example, smtp:anke.brouwer@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 4 | 7b7a453c-5db1-4c11-9986-11c73c803596 | 2017-05-02 08:12
CN=Bastian Müller,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | 0257cee8-81f4-4968-9176-5ac2d144988f
    bastian.mueller | bastian.mueller@fabrikam.example | bastian.mueller@fabrikam.example | bastian.mueller
    SMTP:bastian.mueller@fabrikam.example, smtp:bastian.mueller@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 4 | 71fede5a-759c-4875-a527-3fa56c3ba84f | 2018-11-19 09:30
CN=Chloé Martin,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | 72ab7342-8020-4d93-bc84-768afe59f72f
    chloe.martin | chloe.martin@fabrikam.example | chloe.martin@fabrikam.example | chloe.martin
    SMTP:chloe.martin@fabrikam.example, smtp:chloe.martin@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 1 | ec2f3eb9-0e2f-451f-86c2-a06fb2939204 | 2026-09-14 07:05
CN=Dario Conti,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | 200ece8b-6f1a-42f4-bc4a-f1c82f943e9e
    004217 | dario.conti@fabrikam.example | dario.conti@fabrikam.example | dario.conti
    SMTP:dario.conti@fabrikam.example, smtp:dario.conti@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 1 | d299768e-2531-4395-a7ec-bf457e22c263 | 2022-02-01 10:20
CN=Eva Lindgren,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | d0d11e3e-80b0-4666-a17b-3d4b024a808d
    eva.lindgren | eva.lindgren@fabrikam.example | eva.lindgren@fabrikam.example | eva.lindgren
    SMTP:eva.lindgren@fabrikam.example, smtp:eva.berggren@fabrikam.example, smtp:eva.lindgren@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 4 | 5f41ad9f-ac3c-47de-b429-9a6ab1ea95a4 | 2016-09-12 06:55
CN=Gustav Holt,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | e12f6def-85a4-430b-8236-95dc41d75936
    gustav.holt | gustav.holt@fabrikam.example | gustav.holt@fabrikam.example | gustav.holt
    SMTP:gustav.holt@fabrikam.example, smtp:gustav.holt@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 1 | | 2021-03-08 08:45
CN=Hilde Janssen,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | 7c4c6fb1-f862-44de-b08d-ae3e7d1f26cd
    hilde.janssen | hilde.janssen@fabrikam.example | hilde.janssen@fabrikam.example | hilde.janssen
    SMTP:hilde.janssen@fabrikam.example, smtp:hilde.janssen@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 1 | | 2025-11-03 08:10
CN=Ivan Petrov,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | d9eea1bc-901d-4536-b5f4-014322cde59f
    ivan.petrov | ivan.petrov@fabrikam.example | ivan.petrov@fabrikam.example | ivan.petrov
    SMTP:ivan.petrov@fabrikam.example, smtp:ivan.petrov@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 1 | | 2025-10-06 09:25
CN=Julia Stern,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | ff8af332-56b3-441a-8099-b4de2ab77f77
    julia.stern | julia.stern@fabrikam.example | julia.stern@fabrikam.example | julia.stern
    SMTP:julia.stern@fabrikam.example, smtp:julia.stern@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 1 | | 2023-04-17 07:50
CN=Kaspar Weber,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | 68f1283c-d183-4660-a1c9-5c4c4d657dcd
    kaspar.weber | kaspar.weber@fabrikam.example | kaspar.weber@fabrikam.example | kaspar.weber
    SMTP:kaspar.weber@fabrikam.example, smtp:kaspar.weber@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 1 | | 2024-01-22 13:15
CN=Lena Fischer,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | 1880ccaf-04a1-429d-9c73-0a6726b230fe
    lena.fischer | lena.fischer@fabrikam.example | lena.fischer@fabrikam.example | lena.fischer
    SMTP:lena.fischer@fabrikam.example, smtp:lena.fischer@fabrikam.mail.onmicrosoft.com
    TRUE | user | 1 | | e538a6ce-24a7-45cc-a7a6-a2ea6d7d6ec7 | 2015-07-20 08:00
CN=Mateo Ortega,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | cf668b50-eff2-47c7-82d2-6c2fa239c8da
    mateo.ortega | | mateo.ortega@fabrikam.example | mateo.ortega
    SMTP:mateo.ortega@fabrikam.example, smtp:mateo.ortega@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 1 | | 2020-10-12 11:35
CN=Pia Nordin,OU=Staff,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | 43999ba7-7ad8-4c97-b52d-3ea0dd13df6a
    pia.nordin | pia.nordin@fabrikam.example | pia.nordin@fabrikam.example | pia.nordin
    SMTP:pia.nordin@fabrikam.example, smtp:pia.nordin@fabrikam.mail.onmicrosoft.com
    TRUE | user | 2147483648 | 1 | | 2025-05-05 06:40
CN=Customer Service,OU=Shared,OU=Fabrikam,DC=ad,DC=fabrikam,DC=example | be6e0fa2-1207-4d90-bd73-8098221ea76c
    service | service@fabrikam.example | service@fabrikam.example | service
    SMTP:service@fabrikam.example, smtp:service@fabrikam.mail.onmicrosoft.com
    FALSE | user | 34359738368 | 97 | c797b021-0744-4c0f-8f57-fa13165037f3 | 2019-02-26 09:00
";

const AZURE_AD: &str = "\
UserPrincipalName | DisplayName | ObjectId | ImmutableId
    UserType | UsageLocation | BlockCredential | IsLicensed | Licenses
    ProxyAddresses
    LastDirSyncTime | WhenCreated | ValidationStatus | Errors
eva.lindgren@fabrikam.example | Eva Lindgren | 74de584d-d5f9-43e3-b1d7-fb9b8b44ee96 | Ph7R0LCAZkahez1LAkqAjQ==
    Member | SE | FALSE | TRUE | fabrikam:SPE_E3
    SMTP:eva.lindgren@fabrikam.example;smtp:eva.berggren@fabrikam.example;smtp:eva.lindgren@fabrikam.mail.onmicrosoft.com;smtp:eva.lindgren@fabrikam.onmicrosoft.com
    2026-09-28 22:12 | 2016-09-12 07:14 | Healthy |
ivan.petrov@fabrikam.example | Ivan Petrov | 9e8c9754-1eef-49de-9740-29732e7b3bb2 | vKHu2R2QNkW19AFDIs3lnw==
    Member | | FALSE | FALSE |
    SMTP:ivan.petrov@fabrikam.example;smtp:ivan.petrov@fabrikam.mail.onmicrosoft.com;smtp:ivan.petrov@fabrikam.onmicrosoft.com
    2026-07-15 16:42 | 2025-10-06 09:52 | Healthy |
anke.brouwer@fabrikam.example | Anke Brouwer | 6fa4d1aa-25a3-464e-b689-082aaa65c8e3 | 7C1mSli8kE6EjTXnYfXNWQ==
    Member | NL | FALSE | TRUE | fabrikam:SPE_E3
    SMTP:anke.brouwer@fabrikam.example;smtp:anke.brouwer@fabrikam.mail.onmicrosoft.com;smtp:anke.brouwer@fabrikam.onmicrosoft.com
    2026-09-21 14:12 | 2017-05-02 08:41 | Healthy |
service@fabrikam.example | Customer Service | 150ae109-c7ae-4f62-aba4-7649e4e1ac87 | og9uvgcSkE29c4CYIh6nbA==
    Member | DE | TRUE | FALSE |
    SMTP:service@fabrikam.example;smtp:service@fabrikam.mail.onmicrosoft.com;smtp:service@fabrikam.onmicrosoft.com
    2026-06-09 20:12 | 2019-02-26 09:28 | Healthy |
kaspar.weber@fabrikam.example | Kaspar Weber | d049e194-4dcf-42e2-884f-33fb844c0b48 | PCjxaIPRYEahyVxMTWV9zQ==
    Member | CH | FALSE | TRUE | fabrikam:SPE_E3
    SMTP:kaspar.weber@fabrikam.example;smtp:kaspar.weber@fabrikam.mail.onmicrosoft.com;smtp:kaspar.weber@fabrikam.onmicrosoft.com
    2026-09-24 08:42 | 2024-01-22 13:40 | Error | Exchange: The property value is invalid. The value can't contain leading or trailing whitespace. Property Name: Office
chloe.martin@fabrikam.example | Chloé Martin | ce1c779f-ed00-4783-a1e3-24b6ac2fd19a | QnOrciCAk028hHaK/ln3Lw==
    Member | FR | FALSE | TRUE | fabrikam:SPE_E3 + fabrikam:POWER_BI_STANDARD
    SMTP:chloe.martin@fabrikam.example;smtp:chloe.martin@fabrikam.mail.onmicrosoft.com;smtp:chloe.martin@fabrikam.onmicrosoft.com
    2026-09-29 05:42 | 2026-09-14 07:39 | Healthy |
nadia.haddad_litware.example#EXT#@fabrikam.onmicrosoft.com | Nadia Haddad | 8634178e-441d-4e81-8f7a-440bc4d9067e |
    Guest | | FALSE | FALSE |
    SMTP:nadia.haddad@litware.example
     | 2025-02-18 15:27 | Healthy |
lena.fischer@fabrikam.example | Lena Fischer | cdf6ff0b-901c-412d-b14b-b611fc079afe | r8yAGKEEnUKccwpnJrIw/g==
    Member | DE | FALSE | TRUE | fabrikam:SPE_E3
    SMTP:lena.fischer@fabrikam.example;smtp:lena.fischer@fabrikam.mail.onmicrosoft.com;smtp:lena.fischer@fabrikam.onmicrosoft.com
    2026-09-18 06:12 | 2017-05-02 08:44 | Healthy |
hilde.janssen@fabrikam.example | Hilde Janssen | f7a3cbbc-ff59-42da-ba94-3e3c33766dcb | sW9MfGL43kSwja4+fR8mzQ==
    Member | NL | FALSE | FALSE |
    SMTP:hilde.janssen@fabrikam.example;smtp:hilde.janssen@fabrikam.mail.onmicrosoft.com;smtp:hilde.janssen@fabrikam.onmicrosoft.com
    2026-09-02 10:12 | 2025-11-03 08:37 | Healthy |
pia.nordin@fabrikam.example | Pia Nordin | df10c4d7-a84e-4967-ab85-1e0d42376e6e | p5uZQ9h6l0y1LT6g3RPfag==
    Member | SE | FALSE | TRUE | fabrikam:SPE_E3
    SMTP:pia.nordin@fabrikam.example;smtp:pia.nordin@fabrikam.mail.onmicrosoft.com;smtp:pia.nordin@fabrikam.onmicrosoft.com
    2026-09-26 17:42 | 2025-05-05 07:11 | Healthy |
bastian.mueller@fabrikam.example | Bastian Müller | 97a04926-9540-4f12-807e-bb874fb3ba95 | 6M5XAvSBaEmRdlrC0USYjw==
    Member | DE | FALSE | TRUE | fabrikam:SPE_E3
    SMTP:bastian.mueller@fabrikam.example;smtp:bastian.mueller@fabrikam.mail.onmicrosoft.com;smtp:bastian.mueller@fabrikam.onmicrosoft.com
    2026-08-30 03:42 | 2018-11-19 09:58 | Healthy |
felix.aubert@fabrikam.example | Félix Aubert | 0b435f38-aa99-41e4-b069-415a708ba205 |
    Member | FR | FALSE | TRUE | fabrikam:EXCHANGESTANDARD
    SMTP:felix.aubert@fabrikam.example;smtp:felix.aubert@fabrikam.onmicrosoft.com
     | 2024-06-03 12:08 | Healthy |
julia.stern@fabrikam.example | Julia Stern | cbdfbbb4-ea29-48a9-a303-657b3a697f0a | MvOK/7NWGkSAmbTeKrd/dw==
    Member | AT | FALSE | TRUE | fabrikam:EMS
    SMTP:julia.stern@fabrikam.example;smtp:julia.stern@fabrikam.mail.onmicrosoft.com;smtp:julia.stern@fabrikam.onmicrosoft.com
    2026-08-19 11:12 | 2023-04-17 08:21 | Healthy |
dario.conti@fabrikam.example | Dario Conti | 50af260c-a2cc-45fc-810c-87712ffe240e | i84OIBpv9EK8SvHIL5Q+ng==
    Member | IT | FALSE | TRUE | fabrikam:POWER_BI_STANDARD + fabrikam:SPE_E3
    SMTP:dario.conti@fabrikam.example;smtp:dario.conti@fabrikam.mail.onmicrosoft.com;smtp:dario.conti@fabrikam.onmicrosoft.com
    2026-09-11 19:12 | 2022-02-01 10:51 | Healthy |
";

const EXCHANGE: &str = "\
Alias | DisplayName | PrimarySmtpAddress
    EmailAddresses
    RecipientType | RecipientTypeDetails | WindowsLiveID | ExternalDirectoryObjectId
    ExchangeGuid | SKUAssigned
    DistinguishedName | WhenSoftDeleted
nadia.haddad_litware.example#EXT# | Nadia Haddad | nadia.haddad@litware.example
    SMTP:nadia.haddad@litware.example
    MailUser | GuestMailUser | nadia.haddad_litware.example#EXT#@fabrikam.onmicrosoft.com | 8634178e-441d-4e81-8f7a-440bc4d9067e
    00000000-0000-0000-0000-000000000000 |
    CN=8634178e-441d-4e81-8f7a-440bc4d9067e,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
felix.aubert | Félix Aubert | felix.aubert@fabrikam.example
    SMTP:felix.aubert@fabrikam.example smtp:felix.aubert@fabrikam.onmicrosoft.com
    UserMailbox | UserMailbox | felix.aubert@fabrikam.example | 0b435f38-aa99-41e4-b069-415a708ba205
    6ae53684-057c-4672-9fe6-e7a293c70c15 | TRUE
    CN=0b435f38-aa99-41e4-b069-415a708ba205,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
kaspar.weber | Kaspar Weber | kaspar.weber@fabrikam.example
    SMTP:kaspar.weber@fabrikam.example smtp:kaspar.weber@fabrikam.mail.onmicrosoft.com smtp:kaspar.weber@fabrikam.onmicrosoft.com
    MailUser | MailUser | kaspar.weber@fabrikam.example | d049e194-4dcf-42e2-884f-33fb844c0b48
    00000000-0000-0000-0000-000000000000 | TRUE
    CN=d049e194-4dcf-42e2-884f-33fb844c0b48,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
anke.brouwer | Anke Brouwer | anke.brouwer@fabrikam.example
    SMTP:anke.brouwer@fabrikam.example smtp:anke.brouwer@fabrikam.mail.onmicrosoft.com smtp:anke.brouwer@fabrikam.onmicrosoft.com
    UserMailbox | UserMailbox | anke.brouwer@fabrikam.example | 6fa4d1aa-25a3-464e-b689-082aaa65c8e3
    7b7a453c-5db1-4c11-9986-11c73c803596 | TRUE
    CN=6fa4d1aa-25a3-464e-b689-082aaa65c8e3,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
julia.stern | Julia Stern | julia.stern@fabrikam.example
    SMTP:julia.stern@fabrikam.example smtp:julia.stern@fabrikam.mail.onmicrosoft.com smtp:julia.stern@fabrikam.onmicrosoft.com
    MailUser | MailUser | julia.stern@fabrikam.example | cbdfbbb4-ea29-48a9-a303-657b3a697f0a
    00000000-0000-0000-0000-000000000000 | FALSE
    CN=cbdfbbb4-ea29-48a9-a303-657b3a697f0a,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
bastian.mueller | Bastian Müller | bastian.mueller@fabrikam.example
    SMTP:bastian.mueller@fabrikam.example smtp:bastian.mueller@fabrikam.mail.onmicrosoft.com smtp:bastian.mueller@fabrikam.onmicrosoft.com
    UserMailbox | UserMailbox | bastian.mueller@fabrikam.example | 97a04926-9540-4f12-807e-bb874fb3ba95
    71fede5a-759c-4875-a527-3fa56c3ba84f | TRUE
    CN=97a04926-9540-4f12-807e-bb874fb3ba95,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
ivan.petrov | Ivan Petrov | ivan.petrov@fabrikam.example
    SMTP:ivan.petrov@fabrikam.example smtp:ivan.petrov@fabrikam.mail.onmicrosoft.com smtp:ivan.petrov@fabrikam.onmicrosoft.com
    MailUser | MailUser | ivan.petrov@fabrikam.example | 9e8c9754-1eef-49de-9740-29732e7b3bb2
    00000000-0000-0000-0000-000000000000 | FALSE
    CN=9e8c9754-1eef-49de-9740-29732e7b3bb2,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
chloe.martin | Chloé Martin | chloe.martin@fabrikam.example
    SMTP:chloe.martin@fabrikam.example smtp:chloe.martin@fabrikam.mail.onmicrosoft.com smtp:chloe.martin@fabrikam.onmicrosoft.com
    UserMailbox | UserMailbox | chloe.martin@fabrikam.example | ce1c779f-ed00-4783-a1e3-24b6ac2fd19a
    ec2f3eb9-0e2f-451f-86c2-a06fb2939204 | TRUE
    CN=ce1c779f-ed00-4783-a1e3-24b6ac2fd19a,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
pia.nordin | Pia Nordin | pia.nordin@fabrikam.example
    SMTP:pia.nordin@fabrikam.example smtp:pia.nordin@fabrikam.mail.onmicrosoft.com smtp:pia.nordin@fabrikam.onmicrosoft.com
    MailUser | MailUser | pia.nordin@fabrikam.example | df10c4d7-a84e-4967-ab85-1e0d42376e6e
    00000000-0000-0000-0000-000000000000 | TRUE
    CN=df10c4d7-a84e-4967-ab85-1e0d42376e6e,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
lena.fischer | Lena Fischer | lena.fischer@fabrikam.example
    SMTP:lena.fischer@fabrikam.example smtp:lena.fischer@fabrikam.mail.onmicrosoft.com smtp:lena.fischer@fabrikam.onmicrosoft.com
    MailUser | MailUser | lena.fischer@fabrikam.example | cdf6ff0b-901c-412d-b14b-b611fc079afe
    e538a6ce-24a7-45cc-a7a6-a2ea6d7d6ec7 | TRUE
    CN=cdf6ff0b-901c-412d-b14b-b611fc079afe,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
dario.conti | Dario Conti | dario.conti@fabrikam.example
    SMTP:dario.conti@fabrikam.example smtp:dario.conti@fabrikam.mail.onmicrosoft.com smtp:dario.conti@fabrikam.onmicrosoft.com
    UserMailbox | UserMailbox | dario.conti@fabrikam.example | 50af260c-a2cc-45fc-810c-87712ffe240e
    d299768e-2531-4395-a7ec-bf457e22c263 | TRUE
    CN=50af260c-a2cc-45fc-810c-87712ffe240e,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
hilde.janssen | Hilde Janssen | hilde.janssen@fabrikam.example
    SMTP:hilde.janssen@fabrikam.example smtp:hilde.janssen@fabrikam.mail.onmicrosoft.com smtp:hilde.janssen@fabrikam.onmicrosoft.com
    MailUser | MailUser | hilde.janssen@fabrikam.example | f7a3cbbc-ff59-42da-ba94-3e3c33766dcb
    00000000-0000-0000-0000-000000000000 | FALSE
    CN=f7a3cbbc-ff59-42da-ba94-3e3c33766dcb,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
eva.lindgren | Eva Lindgren | eva.lindgren@fabrikam.example
    SMTP:eva.lindgren@fabrikam.example smtp:eva.berggren@fabrikam.example smtp:eva.lindgren@fabrikam.mail.onmicrosoft.com smtp:eva.lindgren@fabrikam.onmicrosoft.com
    UserMailbox | UserMailbox | eva.lindgren@fabrikam.example | 74de584d-d5f9-43e3-b1d7-fb9b8b44ee96
    5f41ad9f-ac3c-47de-b429-9a6ab1ea95a4 | TRUE
    CN=74de584d-d5f9-43e3-b1d7-fb9b8b44ee96,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
service | Customer Service | service@fabrikam.example
    SMTP:service@fabrikam.example smtp:service@fabrikam.mail.onmicrosoft.com smtp:service@fabrikam.onmicrosoft.com
    UserMailbox | SharedMailbox | service@fabrikam.example | 150ae109-c7ae-4f62-aba4-7649e4e1ac87
    c797b021-0744-4c0f-8f57-fa13165037f3 | FALSE
    CN=150ae109-c7ae-4f62-aba4-7649e4e1ac87,OU=fabrikam.onmicrosoft.com,OU=Microsoft Exchange Hosted Organizations,DC=EURPR04A002,DC=PROD,DC=OUTLOOK,DC=COM |
";

impl Sheet {
    fn cells(&self) -> Vec<(Place, Value)> {
        let mut cells: Vec<_> = self.text.iter().map(|&(place, text)| (place, Value::Text(text.to_owned()))).collect();
        let rows = rows_of(self.table);
        for (row, texts) in (self.corner.0..).zip(&rows) {
            assert_eq!(texts.len(), rows[0].len(), "cells in the row of '{}'", texts[0]);
            for ((column, header), text) in (self.corner.1..).zip(&rows[0]).zip(texts) {
                if !text.is_empty() {
                    cells.push(((row, column), typed(header, text)));
                }
            }
        }
        cells
    }
}

fn rows_of(table: &str) -> Vec<Vec<&str>> {
    let mut rows: Vec<Vec<&str>> = Vec::new();
    for line in table.lines() {
        if !line.starts_with(' ') {
            rows.push(Vec::new());
        }
        rows.last_mut().unwrap().extend(line.split('|').map(str::trim));
    }
    rows
}

fn typed(header: &str, text: &str) -> Value {
    match header {
        _ if text == header => Value::Text(text.to_owned()),
        "Enabled" | "BlockCredential" | "IsLicensed" | "SKUAssigned" => {
            Value::Boolean(text.to_lowercase().parse().unwrap())
        }
        "msExchRecipientTypeDetails" | "msExchRemoteRecipientType" => Value::Number(text.parse().unwrap()),
        "whenCreated" | "WhenCreated" | "LastDirSyncTime" | "WhenSoftDeleted" => {
            Value::Date(ExcelDateTime::parse_from_str(text).unwrap().to_excel())
        }
        // Also what looks like a number: 004217 is somebody's name.
        _ => Value::Text(text.to_owned()),
    }
}

fn workbook() -> Result<Workbook, XlsxError> {
    // With a fixed date the same tables give the same bytes.
    let created = ExcelDateTime::parse_from_str("2026-09-29T06:30:00")?;
    let date = Format::new().set_num_format("yyyy-mm-dd hh:mm");

    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for sheet in &SHEETS {
        let worksheet = workbook.add_worksheet().set_name(sheet.name)?;
        for ((row, column), value) in sheet.cells() {
            match value {
                Value::Text(text) => worksheet.write_string(row, column, text)?,
                Value::Number(number) => worksheet.write_number(row, column, number)?,
                Value::Boolean(boolean) => worksheet.write_boolean(row, column, boolean)?,
                Value::Date(days) => worksheet.write_number_with_format(row, column, days, &date)?,
            };
        }
    }
    Ok(workbook)
}

fn cells_of(file: &mut Xlsx<impl Read + Seek>, sheet: &str) -> Vec<(Place, Value)> {
    let mut cells = Vec::new();
    let mut reader = file.worksheet_cells_reader(sheet).unwrap();
    while let Some(cell) = reader.next_cell().unwrap() {
        let (row, column) = cell.get_position();
        let value = match cell.get_value() {
            DataRef::SharedString(text) => Value::Text((*text).to_owned()),
            DataRef::Float(number) => Value::Number(*number),
            DataRef::Bool(boolean) => Value::Boolean(*boolean),
            DataRef::DateTime(date) => Value::Date(date.as_f64()),
            other => panic!("cell {row}, {column} of '{sheet}' holds {other:?}"),
        };
        cells.push(((row, u16::try_from(column).unwrap()), value));
    }
    cells
}
